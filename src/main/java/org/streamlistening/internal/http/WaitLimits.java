package org.streamlistening.internal.http;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** What all waits of the client have in common. */
public final class WaitLimits {

    private WaitLimits() {}

    /** Restores the interrupt flag of the calling thread. */
    public static CancellationException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        CancellationException cancelled = new CancellationException("interrupted while waiting");
        cancelled.initCause(cause);
        return cancelled;
    }

    /**
     * Makes of a failure what it probably is, when the thread was interrupted meanwhile.
     *
     * @throws CancellationException if the thread is interrupted; its flag stays set
     */
    public static void requireNotInterrupted(@Nullable Throwable failure) {
        if (Thread.currentThread().isInterrupted()) {
            CancellationException cancelled = new CancellationException("interrupted while waiting");
            cancelled.initCause(failure);
            throw cancelled;
        }
    }

    /**
     * What made a future fail, to be thrown by the call that waits for it.
     *
     * @throws Error if it is one
     */
    public static RuntimeException unchecked(@Nullable Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }
}
