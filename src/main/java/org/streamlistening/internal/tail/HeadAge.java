package org.streamlistening.internal.tail;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;

/**
 * Tells whether the head of a tail is still the end of its stream, so that a listener which begins at "now" can begin
 * there without a request. Not thread-safe: the tail guards it.
 *
 * <p>A response that is up to date confirms the head. The confirmation lasts while the next read waits for data, because
 * the server responds to that read as soon as the stream grows. It does not last when a read fails, and only
 * {@link #LIMIT} while no read is under way: the subscribers of the tail are busy then, and the stream may grow
 * unnoticed.
 */
final class HeadAge {

    /** The longest time between a response that is up to date and the next read, or the listener that joins. */
    static final Duration LIMIT = Duration.ofSeconds(1);

    private final LongSupplier nanoTime;
    private boolean confirmed;
    private long confirmedAt;

    /** Whether a read began within the limit and has no response yet. */
    private boolean extended;

    /** @param confirmed whether the head is the end of the stream now */
    HeadAge(LongSupplier nanoTime, boolean confirmed) {
        this.nanoTime = nanoTime;
        responded(confirmed);
    }

    /** Whether the position is "now": the end of the stream, which only a response can name. */
    static boolean isNow(StreamPosition position) {
        return position.offset().equals(Offset.NOW);
    }

    /** A read from the head has a response, and the head is the position after it. */
    void responded(boolean upToDate) {
        confirmed = upToDate;
        confirmedAt = nanoTime.getAsLong();
        extended = false;
    }

    /** A read from the head begins. */
    void readBegins() {
        extended = isCurrent();
    }

    /** The read failed and is retried: the stream may have grown meanwhile. */
    void interrupted() {
        confirmed = false;
        extended = false;
    }

    boolean isCurrent() {
        return extended || (confirmed && nanoTime.getAsLong() - confirmedAt <= LIMIT.toNanos());
    }
}
