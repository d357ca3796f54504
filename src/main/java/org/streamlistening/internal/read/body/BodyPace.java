package org.streamlistening.internal.read.body;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * How fast a response body arrives. What is there of a slow one is handed out after a second, however little; and if
 * nothing can be handed out for half a minute, although something arrives, that is told once.
 */
public final class BodyPace {

    /** How long the first message of a part waits for others. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    /** When a body is slow. */
    static final Duration SLOW_AFTER = Duration.ofSeconds(30);

    /** How many characters in a second are not slow. */
    static final int NOT_SLOW = 1024;

    private final LongSupplier nanoTime;
    private final Consumer<Duration> slow;
    private long begin;
    private boolean holding;
    private long heldSince;
    private long received;
    private boolean told;

    /** @param slow is told at most once */
    public BodyPace(LongSupplier nanoTime, Consumer<Duration> slow) {
        this.nanoTime = nanoTime;
        this.slow = slow;
        this.begin = nanoTime.getAsLong();
    }

    /** Of what does not arrive but is there. */
    public static BodyPace none() {
        return new BodyPace(() -> 0, unused -> {});
    }

    /** The next part begins; nothing is held yet. */
    public void begin() {
        begin = nanoTime.getAsLong();
        received = 0;
        holding = false;
    }

    /** Something could be handed out. */
    public void holds() {
        if (!holding) {
            holding = true;
            heldSince = nanoTime.getAsLong();
        }
    }

    /** Whether what is held should not wait for more. */
    boolean isOver() {
        return holding && nanoTime.getAsLong() - heldSince >= LONGEST_WAIT.toNanos();
    }

    /** So many characters or bytes arrived. */
    void received(int count) {
        received += count;
        Duration soFar = Duration.ofNanos(nanoTime.getAsLong() - begin);
        if (!told && !holding && soFar.compareTo(SLOW_AFTER) >= 0 && received < NOT_SLOW * soFar.toSeconds()) {
            told = true;
            slow.accept(soFar);
        }
    }
}
