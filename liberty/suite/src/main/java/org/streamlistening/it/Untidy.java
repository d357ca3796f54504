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

/** A session that listens in every possible way, and never stops. */
@SessionScoped
public class Untidy implements Serializable {

    private static final long serialVersionUID = 1;

    @Inject
    @StreamListening
    private StreamListener polling;

    @Inject
    @StreamListening("events")
    private StreamListener events;

    @Inject
    @StreamListening("patient")
    private StreamListener patient;

    private final AtomicInteger polled = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();

    /** The response to a test. */
    public record Snapshot(int polled, int sent, String patient) {}

    void onPolled(@Observes @StreamListening Token token) {
        polled.incrementAndGet();
    }

    void onSent(@Observes @StreamListening("events") Token token) {
        sent.incrementAndGet();
    }

    void listen(String stream) {
        polling.listen(stream);
        events.listen(stream);
        patient.listen("nobody/makes/this", ListenOptions.defaults().onMissing(MissingStreamPolicy.WAIT));
    }

    Snapshot snapshot() {
        return new Snapshot(polled.get(), sent.get(), patient.getStatus().name());
    }
}
