package org.streamlistening.sample;

import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.StreamException;

/**
 * Writes one answer to its stream, one word per run. Runs never overlap; other threads call {@link #stop} and
 * {@link #cancel}.
 */
final class Writing implements Runnable {

    private static final System.Logger LOG = System.getLogger(Writing.class.getName());

    private final TokenStreams streams;
    private final String streamId;
    private final Supplier<Iterator<String>> source;
    private final Runnable whenEnded;
    private final CompletableFuture<Future<?>> schedule = new CompletableFuture<>();
    private volatile boolean stopped;

    // Used by the current run only.
    private @Nullable Iterator<String> words;
    private @Nullable Token next;
    private int number;

    /** @param source called in the first run, since it can be slow */
    Writing(TokenStreams streams, String streamId, Supplier<Iterator<String>> source, Runnable whenEnded) {
        this.streams = streams;
        this.streamId = streamId;
        this.source = source;
        this.whenEnded = whenEnded;
    }

    /** Sets the schedule, once, so that the last run can cancel it. */
    void runs(Future<?> scheduled) {
        schedule.complete(scheduled);
    }

    /** Lets the next run close the stream: closing it here could overtake a word. */
    void stop() {
        stopped = true;
    }

    /** Ends at once, because the application stops, and leaves the stream open. */
    void cancel() {
        unschedule(true);
    }

    @Override
    public void run() {
        try {
            Token token = stopped ? null : next();
            if (token == null) {
                streams.close(streamId);
                end();
            } else {
                streams.append(streamId, token);
                next = null;
            }
        } catch (StreamException e) {
            LOG.log(System.Logger.Level.WARNING, "{0}", e.getMessage());
            if (!e.retryable()) {
                end();
            }
            // Else the next run tries the same word again.
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the answer in stream '" + streamId + "' ends early", e);
            stop();
        }
    }

    /** The next token, the same one until it is written; null after the last. */
    private @Nullable Token next() {
        Iterator<String> from = words == null ? source.get() : words;
        words = from;
        if (next == null && from.hasNext()) {
            next = new Token(++number, from.next());
        }
        return next;
    }

    private void end() {
        whenEnded.run();
        // Without an interrupt, which would hit this thread.
        unschedule(false);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // cancelling cannot fail
    private void unschedule(boolean interrupt) {
        schedule.thenAccept(scheduled -> scheduled.cancel(interrupt));
    }
}
