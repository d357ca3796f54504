package org.streamlistening.it;

import jakarta.inject.Inject;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;

/** Executes the command of a test in a request of its session, and returns what the session has received. */
@WebServlet("/control")
public class ControlServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private ReceivedEvents received;

    @Inject
    private SessionRecords records;

    @Inject
    private DurableStreamsClient streams;

    private final Jsonb jsonb = JsonbBuilder.create();

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String stream = request.getParameter("stream");
        response.setContentType("application/json");
        switch (request.getParameter("do")) {
            case "create" -> streams.create(stream, CreateOptions.json());
            case "append" -> append(stream, number(request, "from"), number(request, "to"));
            case "close" -> streams.close(stream);
            case "listen" -> listen(stream, response);
            case "stop" -> received.stream().stop();
            case "fail" -> received.failNext(number(request, "times"));
            case "invalidate" -> request.getSession().invalidate();
            case "ended" -> response.getWriter().print(records.hasEnded(request.getParameter("instance")));
            case "count" -> response.getWriter().print(records.count(request.getParameter("instance")));
            default -> jsonb.toJson(received.snapshot(), response.getWriter());
        }
    }

    private void listen(String stream, HttpServletResponse response) throws IOException {
        try {
            received.stream().listen(stream);
        } catch (IllegalArgumentException invalid) {
            response.sendError(400, invalid.getMessage());
        }
    }

    private void append(String stream, int from, int to) {
        streams.append(
                stream,
                StreamContent.json(IntStream.range(from, to)
                        .mapToObj(index -> "{\"index\":" + index + "}")
                        .collect(Collectors.joining(",", "[", "]"))));
    }

    private static int number(HttpServletRequest request, String name) {
        return Integer.parseInt(request.getParameter(name));
    }
}
