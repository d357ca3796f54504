package org.streamlistening.sample;

import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.streamlistening.client.StreamException;

/**
 * One answer on its way into its stream, one word per run. Runs never overlap; {@link #stop} and {@link #cancel} come
 * from other threads.
 */
final class Writing implements Runnable {

    private static final System.Logger LOG = System.getLogger(Writing.class.getName());

    private final TokenStreams streams;
    private final String streamId;
    private final Iterator<String> words;
    private final Runnable whenEnded;
    private final CompletableFuture<Future<?>> schedule = new CompletableFuture<>();
    private Token next;
    private volatile boolean stopped;

    Writing(TokenStreams streams, String streamId, Iterator<String> words, Runnable whenEnded) {
        this.streams = streams;
        this.streamId = streamId;
        this.words = words;
        this.whenEnded = whenEnded;
        this.next = new Token(1, words.next());
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
            if (!stopped) {
                streams.append(streamId, next);
                if (words.hasNext()) {
                    next = new Token(next.number() + 1, words.next());
                    return;
                }
            }
            streams.close(streamId);
            end();
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
