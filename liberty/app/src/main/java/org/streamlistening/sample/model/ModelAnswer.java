package org.streamlistening.sample.model;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.streamlistening.sample.AnswerPieces;
import org.streamlistening.sample.NoAnswerException;

/**
 * One call of a model. The client puts pieces into a bounded queue, on its own thread, and one other thread takes them
 * out. A full queue slows the model down.
 */
final class ModelAnswer implements AnswerPieces {

    private static final int CAPACITY = 256;
    private static final long LOOK_MILLIS = 200;

    /**
     * What arrived.
     *
     * @param text null: the last one
     * @param failure null, unless the answer failed
     */
    private record Arrival(@Nullable String text, @Nullable NoAnswerException failure) {}

    private final BlockingQueue<Arrival> arrivals = new ArrayBlockingQueue<>(CAPACITY);
    private final Duration silence;
    private volatile boolean closed;

    // Used by the reading thread only.
    private @Nullable Arrival next;

    ModelAnswer(Duration silence) {
        this.silence = silence;
    }

    StreamingChatResponseHandler handler() {
        return new Handler();
    }

    @Override
    public boolean hasNext() {
        Arrival arrival = next == null ? await() : next;
        next = arrival;
        if (arrival.failure() != null) {
            throw arrival.failure();
        }
        return arrival.text() != null;
    }

    @Override
    public String next() {
        String text = hasNext() && next != null ? next.text() : null;
        if (text == null) {
            throw new NoSuchElementException();
        }
        next = null;
        return text;
    }

    @Override
    public void close() {
        closed = true;
    }

    private Arrival await() {
        long deadline = System.nanoTime() + silence.toNanos();
        try {
            while (!closed) {
                Arrival arrival = arrivals.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (arrival != null) {
                    return arrival;
                }
                if (System.nanoTime() - deadline > 0) {
                    close();
                    return new Arrival(null, ModelFailure.silent());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
        return new Arrival(null, null);
    }

    /** Called by the client, by one thread at a time. */
    private final class Handler implements StreamingChatResponseHandler {

        @Override
        public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
            if (!put(new Arrival(piece.text(), null))) {
                context.streamingHandle().cancel();
            }
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            put(new Arrival(null, ModelFailure.ofEnd(response.finishReason())));
        }

        @Override
        public void onError(Throwable error) {
            put(new Arrival(null, ModelFailure.of(error)));
        }

        /** Waits for room; false if no thread takes pieces any more. */
        private boolean put(Arrival arrival) {
            try {
                boolean there = false;
                while (!there && !closed) {
                    there = arrivals.offer(arrival, LOOK_MILLIS, TimeUnit.MILLISECONDS);
                }
                return there;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                close();
                return false;
            }
        }
    }
}
