package org.streamlistening.it;

import jakarta.inject.Inject;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;

/** Begins, stops and shows an answer of {@link NumberedAnswers}. */
@WebServlet("/control")
public class NumberedAnswersServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private NumberedAnswers answers;

    private final Jsonb jsonb = JsonbBuilder.create();

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String stream = request.getParameter("stream");
        response.setContentType("application/json");
        switch (request.getParameter("do")) {
            case "begin" -> answers.begin(stream, new DeliveryFile(Path.of(request.getParameter("file"))));
            case "stop" -> response.getWriter().print(answers.stop(stream));
            default -> jsonb.toJson(answers.progress(stream), response.getWriter());
        }
    }
}
