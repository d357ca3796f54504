package org.streamlistening.internal.read.body;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Measures how fast a response body arrives. The first message of a chunk waits one second at most for others. If no
 * message is complete after half a minute, although bytes arrive, the reader is notified once. For the thread that
 * reads.
 */
public final class BodyPace {

    /** How long the first message of a chunk waits for others. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    /** After which time without a complete message a body can be slow. */
    static final Duration SLOW_AFTER = Duration.ofSeconds(30);

    /** From how many bytes per second a body is not slow. */
    static final int NOT_SLOW = 1024;

    private final LongSupplier nanoTime;
    private final Consumer<Duration> slow;
    private long begin;
    private boolean holding;
    private long heldSince;
    private long received;
    private boolean notified;

    /** @param slow called at most once, with the time so far */
    public BodyPace(LongSupplier nanoTime, Consumer<Duration> slow) {
        this.nanoTime = nanoTime;
        this.slow = slow;
        this.begin = nanoTime.getAsLong();
    }

    /** For a body that has arrived. */
    public static BodyPace none() {
        return new BodyPace(() -> 0, unused -> {});
    }

    /** The next chunk begins, without a message. */
    public void begin() {
        begin = nanoTime.getAsLong();
        received = 0;
        holding = false;
    }

    /** The chunk has a message. */
    public void holds() {
        if (!holding) {
            holding = true;
            heldSince = nanoTime.getAsLong();
        }
    }

    /** Whether the messages of the chunk must not wait for more. */
    boolean isOver() {
        return holding && nanoTime.getAsLong() - heldSince >= LONGEST_WAIT.toNanos();
    }

    /** Bytes arrived. */
    void received(int count) {
        received += count;
        Duration soFar = Duration.ofNanos(nanoTime.getAsLong() - begin);
        if (!notified && !holding && soFar.compareTo(SLOW_AFTER) >= 0 && received < NOT_SLOW * soFar.toSeconds()) {
            notified = true;
            slow.accept(soFar);
        }
    }
}
