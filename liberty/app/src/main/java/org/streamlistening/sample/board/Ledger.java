package org.streamlistening.sample.board;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicReference;
import org.streamlistening.consumer.StreamConsuming;

/** A consumer of the application, which needs no session: of all servers that run it, one delivers. */
@ApplicationScoped
public class Ledger {

    static final String NAME = "ledger";

    /** The stream that the configuration names for it. */
    static final String SOURCE = "orders";

    private final AtomicReference<Series> series = new AtomicReference<>(Series.NONE);

    void onReading(@Observes @StreamConsuming(NAME) Reading reading) {
        long now = System.currentTimeMillis();
        series.updateAndGet(before -> before.and(reading, now));
    }

    Series delivered(long now) {
        return series.get().at(now);
    }
}
