package org.streamlistening.it;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What the many sessions of one application saw together. */
@ApplicationScoped
public class Crowd {

    private final AtomicInteger live = new AtomicInteger();
    private final Queue<Long> delays = new ConcurrentLinkedQueue<>();

    void live() {
        live.incrementAndGet();
    }

    void heardAfter(long millis) {
        delays.add(millis);
    }

    /** What a test sees. */
    public record Snapshot(int live, List<Long> delays) {}

    Snapshot snapshot() {
        return new Snapshot(live.get(), List.copyOf(delays));
    }
}
