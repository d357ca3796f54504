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

/** Executes the command of a test. Rejects callers without authentication. */
@WebServlet("/control")
@ServletSecurity(@HttpConstraint(rolesAllowed = "**"))
public class ObserverContextServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private ObserverContext observer;

    private final Jsonb jsonb = JsonbBuilder.create();

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getParameter("do")) {
            case "listen" -> observer.listen(request.getParameter("stream"));
            case "fail" -> observer.failOnce();
            case "user" -> response.getWriter().print(request.getUserPrincipal().getName());
            default -> jsonb.toJson(observer.snapshot(), response.getWriter());
        }
    }
}
