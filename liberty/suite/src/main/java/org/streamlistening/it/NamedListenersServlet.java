package org.streamlistening.it;

import jakarta.inject.Inject;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.servlet.annotation.HttpConstraint;
import jakarta.servlet.annotation.ServletSecurity;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.streamlistening.ListenRefusedException;

/** Executes the command of a test. Rejects callers without authentication. */
@WebServlet("/control")
@ServletSecurity(@HttpConstraint(rolesAllowed = "**"))
public class NamedListenersServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private NamedListeners listeners;

    private final Jsonb jsonb = JsonbBuilder.create();

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getParameter("do")) {
            case "listen" -> listen(request, response);
            case "close" -> listeners.close(request.getParameter("listener"));
            default -> jsonb.toJson(listeners.received(), response.getWriter());
        }
    }

    private void listen(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            listeners.listen(request.getParameter("listener"), request.getParameter("stream"));
            response.getWriter().print("listening");
        } catch (ListenRefusedException rejected) {
            response.getWriter().print(rejected.getMessage());
        }
    }
}
