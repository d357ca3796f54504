package org.streamlistening.internal.listen;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.threads.Awaitable;

/**
 * One read of one stream that goes on through failures. Asks only when asked, one batch at a time. Holds an I/O thread
 * while it waits for a server elsewhere; none while it waits for one in the same process, and none in between.
 */
final class Upstream {

    private final StreamReader reader;
    private final Executor io;
    private final Timer timer;
    private final Backoff backoff;

    // Only touched by the step that is under way; there is never more than one.
    private int failures;
    private boolean answered;

    // Guarded by this.
    private boolean closed;
    private @Nullable Runnable retry;

    Upstream(StreamReader reader, Executor io, Timer timer, Backoff backoff) {
        this.reader = reader;
        this.io = io;
        this.timer = timer;
        this.backoff = backoff;
    }

    /** Brings the next batch. Not again before the receiver got one. */
    void next(Receiver receiver) {
        io.execute(() -> begin(receiver));
    }

    /** A reader that can tell when there is something to read holds no thread before that. */
    private void begin(Receiver receiver) {
        boolean waits = reader instanceof Awaitable awaitable
                && awaitable.await(() -> io.execute(() -> step(receiver)));
        if (!waits) {
            step(receiver);
        }
    }

    /** Cancels what is under way; no receiver is called for it. */
    void close() {
        Runnable cancel;
        synchronized (this) {
            closed = true;
            cancel = retry;
            retry = null;
        }
        if (cancel != null) {
            cancel.run();
        }
        reader.close();
    }

    private void step(Receiver receiver) {
        StreamBatch batch;
        try {
            batch = reader.next();
        } catch (CancellationException closedMeanwhile) {
            return;
        } catch (StreamException e) {
            failed(e, receiver);
            return;
        } catch (RuntimeException e) {
            receiver.refused(e);
            return;
        }
        succeeded(batch);
        receiver.batch(batch);
    }

    /**
     * An answer without progress right after a failure proves little: something on the way may let each first request
     * through and cut each second one. Only progress, or a second answer in a row, makes the failures forgotten.
     */
    private void succeeded(StreamBatch batch) {
        if (answered || !batch.next().equals(batch.from())) {
            failures = 0;
        }
        answered = true;
    }

    private void failed(StreamException cause, Receiver receiver) {
        if (!cause.retryable()) {
            receiver.refused(cause);
            return;
        }
        answered = false;
        failures++;
        // A pooled connection that went stale looks like this, and is no news to anybody.
        boolean stale = failures == 1 && cause.status() == 0;
        if (!stale) {
            receiver.interrupted(cause);
        }
        Duration floor = cause.retryAfter().orElse(Duration.ZERO);
        again(stale ? Duration.ZERO : backoff.delay(failures, floor), receiver);
    }

    private synchronized void again(Duration delay, Receiver receiver) {
        if (!closed) {
            retry = timer.after(delay, () -> next(receiver));
        }
    }
}
