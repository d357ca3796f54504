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

/** Only for users that are logged in. */
@WebServlet("/control")
@ServletSecurity(@HttpConstraint(rolesAllowed = "**"))
public class PlaceServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private Place place;

    private final Jsonb jsonb = JsonbBuilder.create();

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getParameter("do")) {
            case "listen" -> place.listen(request.getParameter("stream"));
            case "fail" -> place.failOnce();
            case "user" -> response.getWriter().print(request.getUserPrincipal().getName());
            default -> jsonb.toJson(place.snapshot(), response.getWriter());
        }
    }
}
