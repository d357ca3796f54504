package org.streamlistening.internal.http;

import java.io.InterruptedIOException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The rules that all blocking calls of the client follow when they are interrupted or fail. */
public final class Interrupts {

    private static final String INTERRUPTED = "interrupted while waiting";

    private Interrupts() {}

    /** The exception of a call of the public API. Restores the interrupt flag of the calling thread. */
    public static CancellationException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return cancelled(cause);
    }

    /** The exception of a transport. Restores the interrupt flag of the calling thread. */
    public static InterruptedIOException interruptedIo(InterruptedException cause) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted = new InterruptedIOException(INTERRUPTED);
        interrupted.initCause(cause);
        return interrupted;
    }

    /**
     * Checks the interrupt flag after a failure, which the interrupt has probably caused.
     *
     * @throws CancellationException if the thread is interrupted; its flag stays set
     */
    public static void requireNotInterrupted(@Nullable Throwable failure) {
        if (Thread.currentThread().isInterrupted()) {
            throw cancelled(failure);
        }
    }

    private static CancellationException cancelled(@Nullable Throwable cause) {
        CancellationException cancelled = new CancellationException(INTERRUPTED);
        cancelled.initCause(cause);
        return cancelled;
    }

    /**
     * The failure of a future, for the call that waits for it to throw.
     *
     * @throws Error if the failure is one
     */
    public static RuntimeException unchecked(@Nullable Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }
}
