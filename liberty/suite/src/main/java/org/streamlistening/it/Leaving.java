package org.streamlistening.it;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.Serializable;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;

/** A listening session with an observer that is running when the session ends. */
@SessionScoped
public class Leaving implements Serializable {

    private static final long serialVersionUID = 1;

    @Inject
    @StreamListening
    private StreamListener stream;

    @Inject
    private Visits visits;

    private volatile String name = "";
    private volatile boolean destroyed;

    void onToken(@Observes @StreamListening Token token) throws InterruptedException {
        if (destroyed) {
            visits.tooLate();
        }
        visits.stay(name, this::isEnding);
        if (destroyed) {
            visits.tooLate();
        }
    }

    private boolean isEnding() {
        return !stream.isListening();
    }

    @PreDestroy
    void destroy() {
        destroyed = true;
        visits.sessionIs(name, "destroyed");
    }

    public void listen(String streamId) {
        name = streamId;
        visits.sessionIs(name, "listening");
        stream.listen(streamId);
    }

    /** The listener's state as a page shows it. */
    public String shown() {
        return stream.getStatus() + " " + stream.getStreamId() + " " + stream.getName() + " " + stream.isListening();
    }

    /** A value of the session unrelated to streams. */
    public String name() {
        return name;
    }
}
