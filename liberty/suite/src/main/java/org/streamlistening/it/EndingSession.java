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
public class EndingSession implements Serializable {

    private static final long serialVersionUID = 1;

    @Inject
    @StreamListening
    private StreamListener stream;

    @Inject
    private RequestRecords records;

    private volatile String name = "";
    private volatile boolean destroyed;

    void onToken(@Observes @StreamListening Token token) throws InterruptedException {
        if (destroyed) {
            records.tooLate();
        }
        records.block(name, this::isEnding);
        if (destroyed) {
            records.tooLate();
        }
    }

    private boolean isEnding() {
        return !stream.isListening();
    }

    @PreDestroy
    void destroy() {
        destroyed = true;
        records.sessionIs(name, "destroyed");
    }

    public void listen(String streamId) {
        name = streamId;
        records.sessionIs(name, "listening");
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
