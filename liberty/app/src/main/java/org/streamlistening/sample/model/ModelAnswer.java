package org.streamlistening.sample.model;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
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
     * @param cut whether it is the last one because the answer reached a limit of the model
     */
    private record Arrival(@Nullable String text, @Nullable NoAnswerException failure, boolean cut) {

        static Arrival piece(String text) {
            return new Arrival(text, null, false);
        }

        static Arrival end(@Nullable NoAnswerException failure) {
            return new Arrival(null, failure, false);
        }

        static Arrival end(@Nullable FinishReason reason) {
            return new Arrival(null, ModelFailure.ofEnd(reason), reason == FinishReason.LENGTH);
        }
    }

    private final BlockingQueue<Arrival> arrivals = new ArrayBlockingQueue<>(CAPACITY);
    private final Duration silence;
    private final Runnable cancel;
    private volatile boolean closed;

    /** Why there is no more of the answer, though the model had not ended it; null: no thread was interrupted. */
    private volatile @Nullable NoAnswerException broken;

    // Used by the reading thread only.
    private @Nullable Arrival next;

    /** @param cancel ends the call, on any thread and more than once */
    ModelAnswer(Duration silence, Runnable cancel) {
        this.silence = silence;
        this.cancel = cancel;
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
    public boolean isCut() {
        return next != null && next.cut();
    }

    @Override
    public void close() {
        closed = true;
        cancel.run();
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
                    return Arrival.end(ModelFailure.silent());
                }
            }
        } catch (InterruptedException e) {
            interrupted();
        }
        return Arrival.end(broken);
    }

    /** The application stops. What has arrived is not the whole answer. */
    private void interrupted() {
        Thread.currentThread().interrupt();
        broken = ModelFailure.interrupted();
        close();
    }

    /** Called by the client, by one thread at a time. */
    private final class Handler implements StreamingChatResponseHandler {

        @Override
        public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
            if (!put(Arrival.piece(piece.text()))) {
                context.streamingHandle().cancel();
            }
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            put(Arrival.end(response.finishReason()));
        }

        @Override
        public void onError(Throwable error) {
            // The consequence of a cancelled call is no failure.
            if (!closed) {
                put(Arrival.end(ModelFailure.of(error)));
            }
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
                interrupted();
                return false;
            }
        }
    }
}
