package org.streamlistening.internal.tail;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.EmbeddedServerEndedException;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.metrics.ReadCounters;
import org.streamlistening.internal.read.ReadOutcome;
import org.streamlistening.internal.threads.Awaitable;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.internal.threads.Timer;

/**
 * One read of one stream that retries transient failures. Reads one batch per request. The read occupies an I/O thread
 * while it waits for a remote server; it occupies none while it waits for a server in the same process, and none
 * between requests.
 */
final class Upstream {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final String streamId;
    private final LazyReader reader;
    private final Resources resources;
    private final OutageLog log;

    // Only the current step touches these; there is at most one step at a time.
    private StreamPosition position;
    private final UpstreamFailures failures;

    private final UpstreamRetry retry;

    /**
     * What the reads of one application share.
     *
     * @param io runs the steps; each blocks its thread while it waits for a remote server
     * @param backoff the pause between two attempts
     * @param onClose receives each read that is closed, possibly again
     */
    record Resources(
            Executor io,
            Timer timer,
            Backoff backoff,
            OutageLog log,
            ReadCounters counters,
            Consumer<Upstream> onClose) {}

    /** @param opener opens a reader at a position, on an I/O thread; a failure is retried */
    Upstream(String streamId, StreamPosition from, Function<StreamPosition, StreamReader> opener, Resources resources) {
        this.streamId = streamId;
        this.position = from;
        this.reader = new LazyReader(streamId, opener);
        this.resources = resources;
        this.log = resources.log();
        this.failures = new UpstreamFailures(resources.backoff());
        this.retry = new UpstreamRetry(streamId, reader, resources, this::request);
    }

    /** Requests the next batch. One request at a time. */
    void request(BatchSubscriber subscriber) {
        onIoThread(
                () -> {
                    if (!awaitsData(subscriber)) {
                        step(subscriber);
                    }
                },
                subscriber);
    }

    private void onIoThread(Runnable work, BatchSubscriber subscriber) {
        try {
            resources.io().execute(work);
        } catch (Throwable e) {
            // The JVM is short of threads or of memory.
            failed(LocalReadFailure.of("no thread can read", streamId, e), subscriber);
        }
    }

    /** Whether the step runs later: an {@link Awaitable} reader occupies no thread until it has data. */
    private boolean awaitsData(BatchSubscriber subscriber) {
        AtomicBoolean over = new AtomicBoolean();
        try {
            return reader.open(position) instanceof Awaitable awaitable
                    && awaitable.whenReady(() -> {
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

    /** Cancels the open request; its subscriber gets no call for it. */
    void close() {
        reader.end();
        retry.cancel();
        log.ended(this);
        resources.onClose().accept(this);
        reader.release();
    }

    private void step(BatchSubscriber subscriber) {
        StreamBatch batch;
        try {
            StreamReader open = reader.open(position);
            if (open == null) {
                return;
            }
            batch = open.next();
        } catch (Throwable e) {
            thrown(e, subscriber);
            return;
        }
        succeeded(batch);
        BatchSubscriber.pass(batch, subscriber);
    }

    private void succeeded(StreamBatch batch) {
        if (failures.succeeded(batch)) {
            log.recovered(this);
        }
        position = batch.next();
        if (!batch.messages().isEmpty()) {
            resources.counters().read(batch.messages().size(), bytes(batch));
        }
    }

    private static long bytes(StreamBatch batch) {
        // A loop, since this runs for each batch.
        long bytes = 0;
        for (StreamMessage message : batch.messages()) {
            bytes += message.length();
        }
        return bytes;
    }

    /**
     * A reader runs code of the application, which can throw undeclared checked exceptions, also when the reader is
     * closed. An exception after {@link #close} is the end of the read; any other one is a failure.
     */
    private void thrown(Throwable thrown, BatchSubscriber subscriber) {
        if (reader.hasEnded()) {
            return;
        }
        if (thrown instanceof StreamException e) {
            failed(e, subscriber);
            return;
        }
        // The data of the reader may be the memory that the JVM is short of.
        reader.release();
        if (thrown instanceof CancellationException) {
            failed(LocalReadFailure.of("something cancelled the read of", streamId, thrown), subscriber);
        } else if (SafeThrowables.isTransient(thrown)) {
            failed(LocalReadFailure.of("the JVM could not read", streamId, thrown), subscriber);
        } else {
            subscriber.onFailure(SafeThrowables.reportable("reading stream '" + streamId + "' failed with", thrown));
        }
    }

    private void failed(StreamException cause, BatchSubscriber subscriber) {
        if (reader.hasEnded()) {
            return;
        }
        if (cause instanceof EmbeddedServerEndedException) {
            // The application ends, and its own server ended first: no outage, and no event. The read waits for its
            // close.
            // If the application gets a server again, the read goes on.
            LOG.log(System.Logger.Level.DEBUG, "{0}; the read waits", cause.getMessage());
            failures.failed();
            subscriber.onRetry();
            retry.after(failures.pause(Duration.ZERO), subscriber);
        } else if (cause.retryable()) {
            interrupted(cause, subscriber);
        } else {
            if (ReadOutcome.of(cause).isFinalResponse()) {
                log.rejected(this);
            }
            subscriber.onFailure(cause);
        }
    }

    private void interrupted(StreamException cause, BatchSubscriber subscriber) {
        failures.failed();
        // Retried at once, without a log entry.
        boolean stale = failures.isStaleConnection(cause);
        Duration delay =
                stale ? Duration.ZERO : failures.pause(cause.retryAfter().orElse(Duration.ZERO));
        try {
            if (stale) {
                subscriber.onRetry();
            } else {
                resources.counters().interrupted();
                log.interrupted(this, cause, subscriber.listeners());
                if (reader.hasEnded()) {
                    log.ended(this);
                }
                subscriber.onInterruption(cause);
            }
        } finally {
            retry.after(delay, subscriber);
        }
    }
}
