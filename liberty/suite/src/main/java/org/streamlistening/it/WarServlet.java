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
    private Hall hall;

    @Inject
    private Guestbook guestbook;

    @Inject
    private Overheard overheard;

    @Inject
    private BeanManager beanManager;

    private final Jsonb jsonb = JsonbBuilder.create();

    /** The response to a test. */
    public record Snapshot(
            List<String> hall, List<String> guestbook, List<String> overheard, List<String> identifiers) {}

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        jsonb.toJson(
                new Snapshot(hall.streams(), guestbook.streams(), overheard.streams(), identifiers()),
                response.getWriter());
    }

    /** A bean of the library. */
    private List<String> identifiers() {
        return Stream.of(StreamListener.class, DurableStreamsClient.class)
                .flatMap(type -> beanManager.getBeans(type, Any.Literal.INSTANCE).stream())
                .map(bean -> ((PassivationCapable) bean).getId())
                .toList();
    }
}
