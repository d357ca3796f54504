package org.streamlistening.it;

import jakarta.inject.Inject;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Returns what {@link Audit} has received. Starts nothing. */
@WebServlet("/control")
public class AuditServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private Audit audit;

    private final Jsonb jsonb = JsonbBuilder.create();

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        jsonb.toJson(audit.snapshot(), response.getWriter());
    }
}
