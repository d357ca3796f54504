package org.streamlistening.internal.answer;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.streamlistening.answer.AnswerOutcome;
import org.streamlistening.client.ProducerFencedException;
import org.streamlistening.client.ProducerSequence;
import org.streamlistening.client.StreamClosedException;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamGoneException;
import org.streamlistening.client.StreamNotFoundException;
import org.streamlistening.internal.answer.control.Surroundings;
import org.streamlistening.internal.threads.SerialTask;

/**
 * Sends what was written for one answer, one request at a time, so that text which arrives meanwhile forms the next
 * message. A request is repeated with the same number and content until its outcome is known.
 *
 * <p>Steps run on one thread at a time; the rest is for any thread.
 */
final class AnswerSender implements SerialTask.Work {

    private static final Duration TURN = Duration.ofMillis(500);

    private final AnswerStreams streams;
    private final AnswerState state;
    private final Surroundings surroundings;
    private final Outcomes outcomes;
    private final String streamId;
    private final Duration linger;
    private final SerialTask task;
    private final AtomicBoolean scheduled = new AtomicBoolean();

    // For steps only, after the begin.
    private ProducerSequence sequence;
    private long lastSent;
    private int failures;
    private long failing;
    private long retryAt;

    /** Is told how the answer ended, on the sending thread. */
    interface Outcomes {

        /** The message of an answer that fails. */
        String failed();

        /** The terminal message is stored, or nothing more can be sent. Called once. */
        void over();

        /** The answer ended, or will end, without a call of the application. */
        void endedByOthers(AnswerOutcome how, Throwable cause);
    }

    AnswerSender(
            AnswerStreams streams,
            AnswerState state,
            String streamId,
            String producer,
            Duration linger,
            Surroundings surroundings,
            Outcomes outcomes) {
        this.streams = streams;
        this.state = state;
        this.streamId = streamId;
        this.sequence = new ProducerSequence(producer, 0, 0);
        this.linger = linger;
        this.surroundings = surroundings;
        this.outcomes = outcomes;
        this.task = new SerialTask(surroundings.threads(), surroundings.timer(), TURN, this);
        this.lastSent = surroundings.now() - linger.toNanos();
        this.retryAt = lastSent;
    }

    /**
     * The stream is there.
     *
     * @param sent how many requests of the producer it has
     */
    void begin(int sent) {
        for (int i = 0; i < sent; i++) {
            sequence = sequence.next();
        }
        state.ready();
        task.signal();
    }

    /** Something was written, or the answer ends. */
    void signal() {
        if (scheduled.compareAndSet(false, true) || state.isUrgent()) {
            task.signal();
        }
    }

    @Override
    public boolean step() {
        scheduled.set(false);
        long now = surroundings.now();
        if (state.isOver() || now - retryAt < 0) {
            return false;
        }
        long early = lastSent + linger.toNanos() - now;
        if (early > 0 && !state.isUrgent()) {
            if (state.isWaiting()) {
                scheduled.set(true);
                after(Duration.ofNanos(early));
            }
            return false;
        }
        AnswerBatch batch = state.next();
        return batch != null && send(batch, now);
    }

    private boolean send(AnswerBatch batch, long now) {
        lastSent = now;
        try {
            streams.produce(streamId, batch.json(), sequence, batch.closing());
        } catch (StreamException e) {
            return failed(batch, e);
        }
        sequence = sequence.next();
        failures = 0;
        state.stored(batch);
        if (batch.closing()) {
            outcomes.over();
        }
        return state.isWaiting();
    }

    /** Returns whether another request follows at once. */
    private boolean failed(AnswerBatch batch, StreamException e) {
        if (e.retryable()) {
            retryLater(e);
            return false;
        }
        if (e instanceof ProducerFencedException
                || e instanceof StreamClosedException
                || e instanceof StreamNotFoundException
                || e instanceof StreamGoneException) {
            lose(AnswerOutcome.TAKEN_OVER, e);
            return false;
        }
        if (e.status() == 409 && sequence.sequence() > 0 && sequence.epoch() + 1 < TakeOver.EPOCH) {
            // The server has forgotten the producer, which it may after a pause; or else rejects the next attempt too.
            sequence = new ProducerSequence(sequence.producerId(), sequence.epoch() + 1, 0);
            return true;
        }
        if (batch.closing()) {
            lose(AnswerOutcome.FAILED, e);
            return false;
        }
        state.rejected(outcomes.failed(), e);
        outcomes.endedByOthers(AnswerOutcome.FAILED, e);
        return true;
    }

    private void retryLater(Throwable cause) {
        long now = surroundings.now();
        failing = failures == 0 ? now : failing;
        failures++;
        if (now - failing >= surroundings.patience().toNanos()
                && state.outcome().isEmpty()) {
            state.giveUp(outcomes.failed(), cause);
            outcomes.endedByOthers(AnswerOutcome.FAILED, cause);
        }
        Duration floor = cause instanceof StreamException e ? e.retryAfter().orElse(Duration.ZERO) : Duration.ZERO;
        Duration pause = surroundings.backoff().delay(failures, floor);
        retryAt = now + pause.toNanos();
        after(pause);
    }

    private void after(Duration pause) {
        // Timers count whole milliseconds.
        var unused = surroundings.timer().after(pause.plusMillis(1), task::signal);
    }

    /** Nothing more is sent, because of this. */
    void lose(AnswerOutcome how, Throwable cause) {
        if (state.lost(how, cause)) {
            outcomes.endedByOthers(how, cause);
            outcomes.over();
        }
    }

    /** Without a response: the client was closed, or memory is short. */
    @Override
    public boolean failed(Throwable cause) {
        if (!state.isOver()) {
            retryLater(cause);
        }
        return false;
    }
}
