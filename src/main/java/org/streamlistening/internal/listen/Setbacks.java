package org.streamlistening.internal.listen;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.Offset;
import org.streamlistening.StreamReset;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamGoneException;

/**
 * What a generation of a listener was refused so far, and where it can go on instead.
 *
 * @param refusals how many of its rounds were refused in a row, none of which was answered before
 * @param resets how many of its rounds in a row lost their offset, none of which lasted
 * @param lost the offset that was lost last; null if none was
 * @param again whether the same offset was lost twice in a row: the server gave it out again after the first time
 */
record Setbacks(int refusals, int resets, @Nullable Offset lost, boolean again) {

    static final Setbacks NONE = new Setbacks(0, 0, null, false);

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;

    /**
     * One more refusal.
     *
     * @param here where the listener was
     * @param answered whether the round was answered before
     * @param lasted whether the round went on for long enough to forget what was before
     */
    Setbacks and(RuntimeException refusal, Offset here, boolean answered, boolean lasted) {
        boolean loses = isLost(refusal, here);
        int before = lasted ? 0 : resets;
        return new Setbacks(
                answered ? 1 : refusals + 1,
                loses ? before + 1 : before,
                loses ? here : lost,
                loses && here.equals(lost));
    }

    /** By how many failures the pause before the next round has grown. */
    int pause() {
        return Math.max(refusals, resets);
    }

    /** Where to go on after that refusal, if the policy for it knows such a place. */
    Optional<Offset> elsewhere(RuntimeException refusal, Offset here, Policies policies) {
        if (status(refusal) == NOT_FOUND) {
            return policies.missing() == MissingStreamPolicy.WAIT ? Optional.of(Offset.BEGINNING) : Optional.empty();
        }
        if (!isLost(refusal, here) || (again && status(refusal) != GONE)) {
            return Optional.empty();
        }
        Optional<Offset> place = switch (policies.historyGone()) {
            case FAIL -> Optional.empty();
            case FROM_START -> Optional.of(earliest(refusal));
            case FROM_NOW -> Optional.of(Offset.NOW);
        };
        // A server that refuses that very place has nothing to read.
        return place.filter(there -> refusals <= 1 || !there.equals(here));
    }

    static StreamReset.Reason reason(RuntimeException refusal) {
        boolean trimmed = refusal instanceof StreamGoneException gone ? !gone.recreated() : status(refusal) == GONE;
        return trimmed ? StreamReset.Reason.HISTORY_GONE : StreamReset.Reason.RECREATED;
    }

    /** Whether the offset means nothing to the server any more. It may say so in a 400: every offset came from it. */
    private static boolean isLost(RuntimeException refusal, Offset here) {
        boolean named = !here.equals(Offset.BEGINNING) && !here.equals(Offset.NOW);
        return refusal instanceof StreamGoneException
                || status(refusal) == GONE
                || (status(refusal) == BAD_REQUEST && named);
    }

    private static int status(RuntimeException refusal) {
        return refusal instanceof StreamException e ? e.status() : 0;
    }

    private static Offset earliest(RuntimeException refusal) {
        return refusal instanceof StreamGoneException gone
                ? gone.earliestOffset().orElse(Offset.BEGINNING)
                : Offset.BEGINNING;
    }
}
