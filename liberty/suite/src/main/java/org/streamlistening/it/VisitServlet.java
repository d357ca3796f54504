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
public class VisitServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private Visit visit;

    @Inject
    private Visits visits;

    @Inject
    private Leaving leaving;

    @Inject
    @StreamListening
    private StreamListener stream;

    @Inject
    private DurableStreamsClient streams;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String name = request.getParameter("name");
        switch (request.getParameter("do")) {
            case "enter" -> request.getSession(true);
            case "listen" -> leaving.listen(name);
            case "create" -> {
                streams.create(name, CreateOptions.json());
                streams.append(name, StreamContent.json("[{\"index\":0},{\"index\":1}]"));
            }
            case "stay" -> stay(name);
            case "look and stay" -> {
                leaving.name();
                stay(name);
            }
            case "read and stay" -> {
                String before = stream.getStatus() + " " + leaving.shown();
                stay(name);
                String after = stream.getStatus() + " " + leaving.shown();
                response.getWriter().print(before + " then " + after);
            }
            case "time out" -> request.getSession().setMaxInactiveInterval(1);
            case "leave" -> request.getSession(false).invalidate();
            case "release" -> visits.release(name);
            case "is staying" -> response.getWriter().print(visits.isStaying(name));
            case "session" -> response.getWriter().print(visits.session(name));
            default -> response.getWriter().print(visits.counts());
        }
    }

    private void stay(String name) {
        try {
            visit.stay(name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
