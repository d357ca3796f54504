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

/** Only for users that are logged in. */
@WebServlet("/control")
@ServletSecurity(@HttpConstraint(rolesAllowed = "**"))
public class DeskServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private Desk desk;

    private final Jsonb jsonb = JsonbBuilder.create();

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getParameter("do")) {
            case "listen" -> listen(request, response);
            case "close" -> desk.close(request.getParameter("listener"));
            default -> jsonb.toJson(desk.heard(), response.getWriter());
        }
    }

    private void listen(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            desk.listen(request.getParameter("listener"), request.getParameter("stream"));
            response.getWriter().print("listening");
        } catch (ListenRefusedException refused) {
            response.getWriter().print(refused.getMessage());
        }
    }
}
