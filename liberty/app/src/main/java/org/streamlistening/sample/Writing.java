package org.streamlistening.sample;

import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.StreamException;

/**
 * One answer on its way into its stream, one word per run. Runs never overlap; {@link #stop} and {@link #cancel} come
 * from other threads.
 */
final class Writing implements Runnable {

    private static final System.Logger LOG = System.getLogger(Writing.class.getName());

    private final TokenStreams streams;
    private final String streamId;
    private final Supplier<Iterator<String>> source;
    private final Runnable whenEnded;
    private final CompletableFuture<Future<?>> schedule = new CompletableFuture<>();
    private volatile boolean stopped;

    // Of the run that is under way.
    private @Nullable Iterator<String> words;
    private @Nullable Token next;
    private int number;

    /** @param source asked in the first run, not now: it may take its time to begin */
    Writing(TokenStreams streams, String streamId, Supplier<Iterator<String>> source, Runnable whenEnded) {
        this.streams = streams;
        this.streamId = streamId;
        this.source = source;
        this.whenEnded = whenEnded;
    }

    /** Told once where it runs, so that it can end itself. */
    void runs(Future<?> scheduled) {
        schedule.complete(scheduled);
    }

    /** The next run closes the stream: not here, where it could overtake a word. */
    void stop() {
        stopped = true;
    }

    /** Ends at once and leaves the stream open: the application stops. */
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

    /** The same until it is written; null after the last. */
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
        // Without an interrupt: this is the thread that it would hit.
        unschedule(false);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // cancelling cannot fail
    private void unschedule(boolean interrupt) {
        schedule.thenAccept(scheduled -> scheduled.cancel(interrupt));
    }
}
