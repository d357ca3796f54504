package org.streamlistening.internal.engine.shared;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.decision.CreateDecision;
import org.streamlistening.internal.engine.state.ForkPoint;
import org.streamlistening.internal.engine.state.ForkRequest;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.RequestRejectedException.Reason;

/**
 * The source of a fork and the point at which the fork begins, found before its transaction: bytes before the point do
 * not change. A stream that exists is confirmed even if its source is gone, so a rejection waits here.
 */
record ForkSource(
        @Nullable SharedStream stream,
        @Nullable ForkPoint point,
        @Nullable RuntimeException rejection) {

    /** For a stream that is not a fork. */
    static final ForkSource NONE = new ForkSource(null, null, null);

    /** Reads the store. @param failure why the source cannot be read */
    static ForkSource of(ForkRequest request, @Nullable SharedStream source, @Nullable Throwable failure) {
        if (source == null) {
            return rejected(failure);
        }
        try {
            return new ForkSource(source, source.content().fork(request), null);
        } catch (RequestRejectedException reason) {
            return new ForkSource(null, null, reason);
        }
    }

    private static ForkSource rejected(@Nullable Throwable failure) {
        @Nullable Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof RequestRejectedException reason) {
            return new ForkSource(
                    null,
                    null,
                    reason.reason() == Reason.DELETED
                            ? RequestRejectedException.conflict("the stream to fork was deleted")
                            : CreateDecision.noSource());
        }
        throw new CompletionException(cause);
    }
}
