package org.streamlistening.it;

import jakarta.inject.Inject;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.ProducerOptions;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamProducer;

/** Starts listeners and a producer that the application never closes. */
@WebServlet("/control")
public class UnstoppedListenersServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private UnstoppedListeners session;

    @Inject
    private DurableStreamsClient streams;

    private final Jsonb jsonb = JsonbBuilder.create();

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String stream = request.getParameter("stream");
        response.setContentType("application/json");
        switch (request.getParameter("do")) {
            case "create" -> streams.create(stream, CreateOptions.json());
            case "listen" -> session.listen(stream);
            case "append" -> append(stream, Integer.parseInt(request.getParameter("to")));
            default -> jsonb.toJson(session.snapshot(), response.getWriter());
        }
    }

    private void append(String stream, int to) {
        StreamProducer producer = streams.producer(stream, ProducerOptions.of("unstopped"));
        for (int index = 0; index < to; index++) {
            var unused = producer.append(StreamContent.json("{\"index\":" + index + "}"));
        }
        producer.flush();
    }
}
