package org.streamlistening.internal.listen;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.EmbeddedServerEndedException;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamGoneException;
import org.streamlistening.client.StreamPosition;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.threads.Awaitable;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.internal.threads.Timer;

/**
 * One read of one stream that goes on through failures. Asks only when asked, one batch at a time. Holds an I/O thread
 * while it waits for a server elsewhere; none while it waits for one in the same process, and none in between.
 */
final class Upstream {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** From this HTTP status on an answer is an error. */
    private static final int FIRST_REFUSAL = 400;

    private final String streamId;
    private final Function<StreamPosition, StreamReader> opener;
    private final Executor io;
    private final Timer timer;
    private final Backoff backoff;
    private final OutageLog log;

    // Only touched by the step that is under way; there is never more than one.
    private StreamPosition position;
    private int failures;
    private boolean answered;

    // Guarded by this.
    private @Nullable StreamReader reader;
    private boolean closed;
    private @Nullable Runnable retry;

    /** @param opener opens a reader there. Called by the step that needs one, on an I/O thread; a failure is retried */
    Upstream(
            String streamId,
            StreamPosition from,
            Function<StreamPosition, StreamReader> opener,
            Executor io,
            Timer timer,
            Backoff backoff,
            OutageLog log) {
        this.streamId = streamId;
        this.position = from;
        this.opener = opener;
        this.io = io;
        this.timer = timer;
        this.backoff = backoff;
        this.log = log;
    }

    /** Brings the next batch. Not again before the receiver got one. */
    void next(BatchSubscriber subscriber) {
        onIoThread(() -> begin(subscriber), subscriber);
    }

    private void onIoThread(Runnable work, BatchSubscriber subscriber) {
        try {
            io.execute(work);
        } catch (Throwable e) {
            // The JVM is short of threads or of memory.
            failed(interrupted("no thread can read", e), subscriber);
        }
    }

    private void begin(BatchSubscriber subscriber) {
        if (!waits(subscriber)) {
            step(subscriber);
        }
    }

    /** Whether the step comes later: a reader that can tell when there is something to read holds no thread before. */
    private boolean waits(BatchSubscriber subscriber) {
        AtomicBoolean over = new AtomicBoolean();
        try {
            return open() instanceof Awaitable awaitable
                    && awaitable.await(() -> {
                        if (over.compareAndSet(false, true)) {
                            onIoThread(() -> step(subscriber), subscriber);
                        }
                    });
        } catch (Throwable e) {
            if (over.compareAndSet(false, true)) {
                thrown(e, subscriber);
            }
            return true;
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
        log.ended(this);
        release();
    }

    /** Closes the reader and drops what it holds of an unfinished message. */
    private void release() {
        StreamReader last;
        synchronized (this) {
            last = reader;
            reader = null;
        }
        if (last != null) {
            last.close();
        }
    }

    private void step(BatchSubscriber subscriber) {
        StreamBatch batch;
        try {
            StreamReader open = open();
            if (open == null) {
                return;
            }
            batch = open.next();
        } catch (Throwable e) {
            thrown(e, subscriber);
            return;
        }
        succeeded(batch);
        BatchSubscriber.bring(batch, subscriber);
    }

    /** The reader; null if this read was closed. Opening may take long, and so happens outside of the monitor. */
    private @Nullable StreamReader open() {
        synchronized (this) {
            if (closed || reader != null) {
                return reader;
            }
        }
        StreamReader opened;
        try {
            opened = opener.apply(position);
        } catch (StreamException e) {
            throw e;
        } catch (Throwable e) {
            throw interrupted("no reader can be opened for", e);
        }
        synchronized (this) {
            if (!closed) {
                reader = opened;
                return opened;
            }
        }
        opened.close();
        return null;
    }

    /**
     * A reader runs code of the application, which may throw anything: checked exceptions that are not declared, and what
     * a reader throws when it is closed. Only if this read was closed is that the end of it.
     */
    private void thrown(Throwable thrown, BatchSubscriber subscriber) {
        if (isClosed()) {
            return;
        }
        if (thrown instanceof StreamException e) {
            failed(e, subscriber);
            return;
        }
        // What the reader still holds may be what the JVM is short of.
        release();
        if (thrown instanceof CancellationException) {
            failed(interrupted("something cancelled the read of", thrown), subscriber);
        } else if (ThrownByApplication.isTransient(thrown)) {
            failed(interrupted("the JVM could not read", thrown), subscriber);
        } else {
            subscriber.refused(ThrownByApplication.reportable("reading stream '" + streamId + "' failed with", thrown));
        }
    }

    private StreamException interrupted(String what, Throwable thrown) {
        RuntimeException cause = ThrownByApplication.reportable("there was", thrown);
        return new LocalReadFailure(
                what + " stream '" + streamId + "': " + ThrownByApplication.message(cause), streamId, cause);
    }

    /**
     * An answer without progress right after a failure proves little: something on the way may let each first request
     * through and cut each second one. Only progress, or a second answer in a row, makes the failures forgotten.
     */
    private void succeeded(StreamBatch batch) {
        if (answered || !batch.next().equals(batch.from())) {
            failures = 0;
            log.recovered(this);
        }
        answered = true;
        position = batch.next();
    }

    private void failed(StreamException cause, BatchSubscriber subscriber) {
        if (isClosed()) {
            return;
        }
        if (cause instanceof EmbeddedServerEndedException) {
            waitForTheEnd(cause, subscriber);
            return;
        }
        if (!cause.retryable()) {
            if (cause.status() >= FIRST_REFUSAL || cause instanceof StreamGoneException) {
                log.refused(this);
            }
            subscriber.refused(cause);
            return;
        }
        answered = false;
        failures++;
        // A pooled connection that went stale looks like this, and is no news to anybody.
        boolean stale = failures == 1 && cause.status() == 0 && !ThrownByApplication.isTransient(cause.getCause());
        Duration floor = cause.retryAfter().orElse(Duration.ZERO);
        Duration delay = stale ? Duration.ZERO : backoff.delay(failures, floor);
        try {
            if (!stale) {
                log.interrupted(this, cause, subscriber.listeners());
                if (isClosed()) {
                    log.ended(this);
                }
                subscriber.interrupted(cause);
            }
        } finally {
            again(delay, subscriber);
        }
    }

    /**
     * The application ends, and its own server did so first: no outage, and no news to observers. The read waits until it
     * is closed; should the application get a server again, it goes on.
     */
    private void waitForTheEnd(StreamException cause, BatchSubscriber subscriber) {
        LOG.log(System.Logger.Level.DEBUG, "{0}; the read waits", cause.getMessage());
        answered = false;
        failures++;
        again(backoff.delay(failures, Duration.ZERO), subscriber);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void again(Duration delay, BatchSubscriber subscriber) {
        if (!closed) {
            retry = timer.after(delay, () -> next(subscriber));
        }
    }
}
