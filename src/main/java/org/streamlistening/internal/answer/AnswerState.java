package org.streamlistening.internal.answer;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.answer.AnswerEndedException;
import org.streamlistening.answer.AnswerOutcome;

/**
 * The state of one answer: what is to be sent, and how it ends. The only place where callers wait. Thread-safe, guarded
 * by its lock.
 */
final class AnswerState {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final String streamId;
    private final AnswerQueue queue;
    private AnswerEnd end = AnswerEnd.OPEN;

    /** The stream is there. Until then, nothing is sent. */
    private boolean ready;

    /** @param limit of the characters that wait or are under way */
    AnswerState(String streamId, int limit) {
        this.streamId = streamId;
        this.queue = new AnswerQueue(limit);
    }

    Optional<AnswerOutcome> outcome() {
        return locked(() -> Optional.ofNullable(end.outcome()));
    }

    boolean isOver() {
        return locked(() -> end.over());
    }

    /** From now on, requests are sent. */
    void ready() {
        var unused = locked(() -> ready = true);
    }

    /** Adds as much of a text as there is room for. @return the number of characters */
    int write(String text, int from) {
        return locked(() -> {
            awaitRoom(1);
            return queue.write(text, from);
        });
    }

    void append(String json) {
        var unused = locked(() -> {
            awaitRoom(json.length());
            queue.append(json);
            return json;
        });
    }

    private void awaitRoom(int chars) {
        await(() -> end.outcome() != null || queue.hasRoom(chars));
        if (end.outcome() != null) {
            throw ended();
        }
    }

    private AnswerEndedException ended() {
        return new AnswerEndedException(
                "the answer in stream '" + streamId + "' has ended: " + end.outcome(), end.known(), end.cause());
    }

    private void await(BooleanSupplier condition) {
        try {
            while (!condition.getAsBoolean()) {
                changed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CancellationException cancelled = new CancellationException("interrupted while an answer is written");
            cancelled.initCause(e);
            throw cancelled;
        }
    }

    /** What was written until now is sent without delay. @return its number */
    long hurry() {
        return locked(queue::hurry);
    }

    /** Waits until this write is stored. */
    void awaitStored(long write) {
        var unused = locked(() -> {
            await(() -> end.released() || queue.isStored(write));
            if (!queue.isStored(write)) {
                throw ended();
            }
            return write;
        });
    }

    /** Waits until the terminal message is stored, or will not be. */
    AnswerOutcome awaitEnd() {
        return locked(() -> {
            await(() -> end.released());
            return end.known();
        });
    }

    /** As {@link #awaitEnd()}, for a time. An interrupt ends the wait; the flag stays set. */
    void awaitEnd(Duration atMost) {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (!end.released() && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Decides how the answer ends, unless that is decided. @return whether it is decided now */
    boolean end(AnswerOutcome how, String message, @Nullable Throwable cause) {
        return locked(() -> end.outcome() == null && changed(AnswerEnd.decided(how, message, cause)));
    }

    /** Whether the next request must not wait for the linger. */
    boolean isUrgent() {
        return locked(() -> ready && !end.over() && (end.message() != null || queue.isUrgent()));
    }

    boolean isWaiting() {
        return locked(() -> ready && !end.over() && (end.message() != null || queue.isWaiting()));
    }

    /** The request that is under way, or the next one; null: there is none. */
    @Nullable
    AnswerBatch next() {
        lock.lock();
        try {
            return ready && !end.over() ? queue.next(end.message()) : null;
        } finally {
            lock.unlock();
        }
    }

    /** The request under way is stored. */
    void stored(AnswerBatch batch) {
        var unused = locked(() -> {
            queue.stored(batch);
            return changed(batch.closing() ? end.stored() : end);
        });
    }

    /** The server rejected the request under way, which is dropped with all that waits: the answer fails instead. */
    void rejected(String message, Throwable cause) {
        var unused = locked(() -> {
            queue.rejected();
            queue.clear();
            return changed(end.failed(message, cause));
        });
    }

    /** The server cannot be reached. Callers wait no longer; the request under way, and this message, are still sent. */
    void giveUp(String message, Throwable cause) {
        var unused = locked(() -> {
            queue.clear();
            return changed(end.failed(message, cause).release());
        });
    }

    /** Nothing more can be sent. @return whether that was open until now */
    boolean lost(AnswerOutcome how, @Nullable Throwable cause) {
        return locked(() -> {
            queue.clear();
            return !end.over() && changed(AnswerEnd.lost(how, cause));
        });
    }

    private boolean changed(AnswerEnd now) {
        end = now;
        changed.signalAll();
        return true;
    }

    private <T> T locked(Supplier<T> read) {
        lock.lock();
        try {
            return read.get();
        } finally {
            lock.unlock();
        }
    }
}
