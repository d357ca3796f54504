package org.streamlistening.it;

import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicInteger;
import org.streamlistening.ListenOptions;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;

/** A session with listeners of every kind, none of which the application stops. */
@SessionScoped
public class UnstoppedListeners implements Serializable {

    private static final long serialVersionUID = 1;

    @Inject
    @StreamListening
    private StreamListener polling;

    @Inject
    @StreamListening("events")
    private StreamListener events;

    @Inject
    @StreamListening("waiting")
    private StreamListener waiting;

    private final AtomicInteger polled = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();

    /** The response to a test. */
    public record Snapshot(int polled, int sent, String waiting) {}

    void onPolled(@Observes @StreamListening Token token) {
        polled.incrementAndGet();
    }

    void onSent(@Observes @StreamListening("events") Token token) {
        sent.incrementAndGet();
    }

    void listen(String stream) {
        polling.listen(stream);
        events.listen(stream);
        waiting.listen("missing/stream", ListenOptions.defaults().onMissing(MissingStreamPolicy.WAIT));
    }

    Snapshot snapshot() {
        return new Snapshot(polled.get(), sent.get(), waiting.getStatus().name());
    }
}
