package org.streamlistening.internal.listen;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.Offset;
import org.streamlistening.StreamReset;
import org.streamlistening.client.StreamGoneException;
import org.streamlistening.internal.read.ReadOutcome;

/**
 * The final failures of the subscriptions of one generation so far, and the offset at which the listener can go on.
 *
 * @param failures the number of consecutive subscriptions that failed without a batch
 * @param resets the number of consecutive subscriptions that lost their offset and did not last
 * @param lost the offset that was lost last; null if none was
 * @param lostAgain whether the same offset was lost twice in a row: the server returned it again after the first time
 */
record FailureHistory(int failures, int resets, @Nullable Offset lost, boolean lostAgain) {

    static final FailureHistory NONE = new FailureHistory(0, 0, null, false);

    /**
     * Adds one failure.
     *
     * @param current the offset of the listener
     * @param succeeded whether the subscription got a batch before
     * @param lasted whether the subscription lasted long enough to forget the resets before it
     */
    FailureHistory plus(RuntimeException failure, Offset current, boolean succeeded, boolean lasted) {
        boolean loses = isLost(failure, current);
        int before = lasted ? 0 : resets;
        return new FailureHistory(
                succeeded ? 1 : failures + 1,
                loses ? before + 1 : before,
                loses ? current : lost,
                loses && current.equals(lost));
    }

    /** The number of failures that the pause before the next subscription grows with. */
    int attempts() {
        return Math.max(failures, resets);
    }

    /** The offset at which the listener goes on after this failure, if its policies have one. */
    Optional<Offset> fallback(RuntimeException failure, Offset current, Policies policies) {
        ReadOutcome outcome = ReadOutcome.of(failure);
        if (outcome == ReadOutcome.STREAM_NOT_FOUND) {
            return policies.missing() == MissingStreamPolicy.WAIT ? Optional.of(Offset.BEGINNING) : Optional.empty();
        }
        if (!isLost(failure, current) || (lostAgain && outcome != ReadOutcome.STREAM_GONE)) {
            return Optional.empty();
        }
        Optional<Offset> next = switch (policies.historyGone()) {
            case FAIL -> Optional.empty();
            case FROM_START -> Optional.of(earliest(failure));
            case FROM_NOW -> Optional.of(Offset.NOW);
        };
        // A server that rejects that very offset has no data to read.
        return next.filter(offset -> failures <= 1 || !offset.equals(current));
    }

    static StreamReset.Reason reason(RuntimeException failure) {
        boolean trimmed = failure instanceof StreamGoneException gone
                ? !gone.recreated()
                : ReadOutcome.of(failure) == ReadOutcome.STREAM_GONE;
        return trimmed ? StreamReset.Reason.HISTORY_GONE : StreamReset.Reason.RECREATED;
    }

    /** Whether the offset has lost its meaning. A rejected offset has too if it came from the server. */
    private static boolean isLost(RuntimeException failure, Offset current) {
        return switch (ReadOutcome.of(failure)) {
            case STREAM_GONE, STREAM_RECREATED -> true;
            case OFFSET_REJECTED -> !current.equals(Offset.BEGINNING) && !current.equals(Offset.NOW);
            default -> false;
        };
    }

    private static Offset earliest(RuntimeException failure) {
        return failure instanceof StreamGoneException gone
                ? gone.earliestOffset().orElse(Offset.BEGINNING)
                : Offset.BEGINNING;
    }
}
