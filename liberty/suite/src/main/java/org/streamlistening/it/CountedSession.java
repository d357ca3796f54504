package org.streamlistening.it;

import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.Serializable;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamStatus;
import org.streamlistening.StreamStatusChanged;

/** A session that records the delay of each message. */
@SessionScoped
public class CountedSession implements Serializable {

    private static final long serialVersionUID = 1;

    @Inject
    @StreamListening
    private StreamListener stream;

    @Inject
    private SessionTotals totals;

    /** @param sentAt on the clock of this machine; negative: the observer hangs */
    public record Sent(long sentAt) {}

    void onStatus(@Observes @StreamListening StreamStatusChanged change) {
        if (change.status() == StreamStatus.LIVE) {
            totals.live();
        }
    }

    void onSent(@Observes @StreamListening Sent sent) {
        if (sent.sentAt() < 0) {
            totals.hang();
            return;
        }
        totals.receivedAfter(System.currentTimeMillis() - sent.sentAt());
    }

    void follow(String id) {
        stream.listen(id);
    }
}
