package org.streamlistening.it;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;

/** Appends twice to a stream, in a transaction that stays open until the test ends it. One at a time. */
@WebServlet("/control")
public class TransferServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private static volatile CountDownLatch appended = new CountDownLatch(1);
    private static volatile CountDownLatch end = new CountDownLatch(1);
    private static volatile boolean commits;

    @Inject
    private transient DurableStreamsClient streams;

    @Resource
    private transient UserTransaction transaction;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws ServletException {
        String stream = request.getParameter("stream");
        String text = request.getParameter("text");
        try {
            switch (request.getParameter("do")) {
                case "append" -> append(stream, text);
                case "await" -> await();
                case "commit" -> endBy(true);
                case "rollback" -> endBy(false);
                default -> throw new ServletException("unknown command");
            }
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }

    private void append(String stream, String text) throws Exception {
        transaction.begin();
        streams.append(stream, StreamContent.text(text));
        streams.append(stream, StreamContent.text(text));
        appended.countDown();
        boolean ended = end.await(1, TimeUnit.MINUTES);
        end = new CountDownLatch(1);
        if (ended && commits) {
            transaction.commit();
        } else {
            transaction.rollback();
        }
    }

    private static void await() throws Exception {
        if (!appended.await(1, TimeUnit.MINUTES)) {
            throw new ServletException("nothing was appended");
        }
        appended = new CountDownLatch(1);
    }

    private static void endBy(boolean commit) {
        commits = commit;
        end.countDown();
    }
}
