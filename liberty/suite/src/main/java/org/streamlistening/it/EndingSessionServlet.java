package org.streamlistening.it;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;

/** Requests of a session that block, and others of the same session that end it meanwhile. */
@WebServlet("/control")
public class EndingSessionServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private PlainRequest plainRequest;

    @Inject
    private RequestRecords records;

    @Inject
    private EndingSession session;

    @Inject
    @StreamListening
    private StreamListener stream;

    @Inject
    private DurableStreamsClient streams;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String name = request.getParameter("name");
        switch (request.getParameter("do")) {
            case "begin" -> request.getSession(true);
            case "listen" -> session.listen(name);
            case "create" -> {
                streams.create(name, CreateOptions.json());
                streams.append(name, StreamContent.json("[{\"index\":0},{\"index\":1}]"));
            }
            case "block" -> block(name);
            case "read and block" -> {
                session.name();
                block(name);
            }
            case "read, block and read" -> {
                String before = stream.getStatus() + " " + session.shown();
                block(name);
                String after = stream.getStatus() + " " + session.shown();
                response.getWriter().print(before + " then " + after);
            }
            case "time out" -> request.getSession().setMaxInactiveInterval(1);
            case "log out" -> request.getSession(false).invalidate();
            case "release" -> records.release(name);
            case "is blocked" -> response.getWriter().print(records.isBlocked(name));
            case "session" -> response.getWriter().print(records.session(name));
            default -> response.getWriter().print(records.counts());
        }
    }

    private void block(String name) {
        try {
            plainRequest.block(name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
