package org.streamlistening.it;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.PassivationCapable;
import jakarta.inject.Inject;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.streamlistening.StreamListener;
import org.streamlistening.client.DurableStreamsClient;

/** Returns which beans of an EAR received which streams, as seen from one of its WARs. */
@WebServlet("/war/control")
public class WarServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private ApplicationStreams application;

    @Inject
    private SessionStreams session;

    @Inject
    private WarStreams war;

    @Inject
    private BeanManager beanManager;

    private final Jsonb jsonb = JsonbBuilder.create();

    /** The response to a test. */
    public record Snapshot(
            List<String> application, List<String> session, List<String> war, List<String> identifiers) {}

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        jsonb.toJson(
                new Snapshot(application.streams(), session.streams(), war.streams(), identifiers()),
                response.getWriter());
    }

    /** The ids of the beans of the library. */
    private List<String> identifiers() {
        return Stream.of(StreamListener.class, DurableStreamsClient.class)
                .flatMap(type -> beanManager.getBeans(type, Any.Literal.INSTANCE).stream())
                .map(bean -> ((PassivationCapable) bean).getId())
                .toList();
    }
}
