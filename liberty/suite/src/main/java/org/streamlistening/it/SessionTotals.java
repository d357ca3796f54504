package org.streamlistening.it;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The totals of all sessions of one application. */
@ApplicationScoped
public class SessionTotals {

    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger hanging = new AtomicInteger();
    private final AtomicInteger live = new AtomicInteger();
    private final Queue<Long> delays = new ConcurrentLinkedQueue<>();

    /** Blocks until {@link #release}. */
    void hang() {
        hanging.incrementAndGet();
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void release() {
        release.countDown();
    }

    void live() {
        live.incrementAndGet();
    }

    void receivedAfter(long millis) {
        delays.add(millis);
    }

    /** The response to a test. */
    public record Snapshot(int live, int hanging, List<Long> delays) {}

    Snapshot snapshot() {
        return new Snapshot(live.get(), hanging.get(), List.copyOf(delays));
    }
}
