package org.streamlistening.bench.subject;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** The messages that all receivers get together. It fails if one is lost, doubled or out of order. */
final class Arrivals {

    private static final Duration USUAL_PATIENCE = Duration.ofSeconds(60);

    private final Duration patience;
    private final AtomicReference<String> mistake = new AtomicReference<>("");
    private final AtomicLong firstStamp = new AtomicLong();
    private volatile Round round = new Round(0);

    Arrivals() {
        this(USUAL_PATIENCE);
    }

    /** @param patience how long to wait for the last message */
    Arrivals(Duration patience) {
        this.patience = patience;
    }

    private static final class Round {
        private final int expected;
        private final AtomicInteger arrived = new AtomicInteger();
        private final CountDownLatch complete = new CountDownLatch(1);
        private volatile long end;

        private Round(int expected) {
            this.expected = expected;
        }
    }

    /** Begins to count: this many messages must arrive. */
    void expect(int messages) {
        firstStamp.set(Long.MAX_VALUE);
        round = new Round(messages);
    }

    void arrived(long stamp) {
        if (stamp < firstStamp.get()) {
            firstStamp.accumulateAndGet(stamp, Math::min);
        }
        Round current = round;
        int arrived = current.arrived.incrementAndGet();
        if (arrived == current.expected) {
            current.end = System.nanoTime();
            current.complete.countDown();
        } else if (arrived > current.expected) {
            wrong("more messages than the " + current.expected + " expected");
        }
    }

    void wrong(String what) {
        mistake.compareAndSet("", what);
        round.complete.countDown();
    }

    /** Waits for the last message. @return {@link System#nanoTime} of its arrival */
    long await() throws InterruptedException {
        Round current = round;
        if (!current.complete.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            wrong("only " + current.arrived.get() + " messages of " + current.expected + " arrived");
        }
        check();
        return current.end;
    }

    /** The time of the earliest append of the messages that arrived. */
    long firstStamp() {
        return firstStamp.get();
    }

    /** @throws IllegalStateException if a message was lost, doubled or out of order */
    void check() {
        if (!mistake.get().isEmpty()) {
            throw new IllegalStateException(mistake.get());
        }
    }
}
