package org.streamlistening.it;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.ExecutionException;

/** Lets a session listen to a stream, and uses the default executor as an application does. */
@WebServlet("/control")
public class SessionTotalsServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private CountedSession session;

    @Inject
    private SessionTotals totals;

    @Resource
    private ManagedExecutorService executor;

    private final Jsonb jsonb = JsonbBuilder.create();

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getParameter("do")) {
            case "listen" -> session.follow(request.getParameter("stream"));
            case "task" -> response.getWriter().print(millisUntilATaskStarts());
            case "release" -> totals.release();
            case "nothing" -> response.getWriter().print("");
            default -> jsonb.toJson(totals.snapshot(), response.getWriter());
        }
    }

    private long millisUntilATaskStarts() {
        long submitted = System.nanoTime();
        try {
            return executor.submit(() -> (System.nanoTime() - submitted) / 1_000_000)
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
