package org.streamlistening.internal.answer;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.streamlistening.answer.AnswerEndedException;
import org.streamlistening.answer.AnswerOutcome;

/**
 * The state of one answer: what waits, what is under way, and how it ends. The only place where callers wait.
 * Thread-safe, guarded by its lock.
 */
final class AnswerState {

    /**
     * One request.
     *
     * @param json an array of messages
     * @param upTo the number of writes up to and including it
     * @param closing whether it closes the stream
     */
    record Batch(String json, long upTo, int chars, boolean closing) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AnswerBuffer buffer = new AnswerBuffer();
    private final String streamId;
    private final int limit;

    private long written;
    private long stored;
    /** Up to this write, nothing waits for the linger. */
    private long wanted;
    /** What was taken; null: all of that is stored. */
    private @Nullable Batch underWay;

    private @Nullable AnswerOutcome outcome;
    private @Nullable String terminal;
    private @Nullable Throwable failure;
    /** No caller waits any longer: the terminal message is stored, or will not be as far as callers are concerned. */
    private boolean released;
    /** Nothing is sent any more. */
    private boolean over;

    /** @param limit of the characters that wait or are under way */
    AnswerState(String streamId, int limit) {
        this.streamId = streamId;
        this.limit = limit;
    }

    Optional<AnswerOutcome> outcome() {
        return locked(() -> Optional.ofNullable(outcome));
    }

    boolean isOver() {
        return locked(() -> over);
    }

    /** Adds as much of a text as there is room for. @return the number of characters */
    int write(String text, int from) {
        lock.lock();
        try {
            awaitRoom(1);
            int until = Math.min(text.length(), from + room());
            buffer.addText(text.substring(from, until));
            written++;
            return until - from;
        } finally {
            lock.unlock();
        }
    }

    void append(String json) {
        lock.lock();
        try {
            awaitRoom(json.length());
            buffer.addMessage(json);
            written++;
        } finally {
            lock.unlock();
        }
    }

    private int room() {
        return limit - buffer.chars() - (underWay == null ? 0 : underWay.chars());
    }

    /** A message that is longer than the buffer has it for itself. */
    private void awaitRoom(int chars) {
        while (true) {
            if (outcome != null) {
                throw ended();
            }
            if (room() >= Math.min(chars, limit)) {
                return;
            }
            await();
        }
    }

    private AnswerEndedException ended() {
        return new AnswerEndedException(
                "the answer in stream '" + streamId + "' has ended: " + outcome, outcome(outcome), failure);
    }

    private static AnswerOutcome outcome(@Nullable AnswerOutcome known) {
        return known == null ? AnswerOutcome.FAILED : known;
    }

    private void await() {
        try {
            changed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CancellationException cancelled = new CancellationException("interrupted while an answer is written");
            cancelled.initCause(e);
            throw cancelled;
        }
    }

    /** What was written until now is sent without delay. @return its number */
    long hurry() {
        return locked(() -> wanted = written);
    }

    /** Waits until this write is stored. */
    void awaitStored(long write) {
        lock.lock();
        try {
            while (stored < write) {
                if (released) {
                    throw ended();
                }
                await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Decides how the answer ends, unless that is decided. @return whether it is decided now */
    boolean end(AnswerOutcome how, String message, @Nullable Throwable cause) {
        lock.lock();
        try {
            if (outcome != null) {
                return false;
            }
            outcome = how;
            terminal = message;
            failure = cause;
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the terminal message is stored, or will not be. */
    AnswerOutcome awaitEnd() {
        lock.lock();
        try {
            while (!released) {
                await();
            }
            return outcome(outcome);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the next request must not wait for the linger. */
    boolean isUrgent() {
        return locked(() -> !over
                && (underWay != null
                        || terminal != null
                        || (wanted > stored && buffer.hasContent())
                        || buffer.chars() >= limit / 2));
    }

    boolean isWaiting() {
        return locked(() -> !over && (underWay != null || terminal != null || buffer.hasContent()));
    }

    /** The request that is under way, or the next one; null: there is none. */
    @Nullable Batch next() {
        lock.lock();
        try {
            if (underWay == null && isWaiting()) {
                int chars = buffer.chars();
                String json = buffer.take(terminal);
                underWay = new Batch(json, written, chars - buffer.chars(), terminal != null);
            }
            return over ? null : underWay;
        } finally {
            lock.unlock();
        }
    }

    /** The request under way is stored. */
    void stored(Batch batch) {
        lock.lock();
        try {
            stored = batch.upTo();
            underWay = null;
            released |= batch.closing();
            over |= batch.closing();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The server rejected the request under way, which is dropped with all that waits: the answer fails instead. */
    void rejected(String message, Throwable cause) {
        lock.lock();
        try {
            underWay = null;
            fail(message, cause);
        } finally {
            lock.unlock();
        }
    }

    /** The server cannot be reached. Callers wait no longer; the request under way, and this message, are still sent. */
    void giveUp(String message, Throwable cause) {
        lock.lock();
        try {
            fail(message, cause);
            released = true;
        } finally {
            lock.unlock();
        }
    }

    private void fail(String message, Throwable cause) {
        buffer.clear();
        outcome = AnswerOutcome.FAILED;
        terminal = message;
        failure = cause;
        changed.signalAll();
    }

    /** Nothing more can be sent. @return whether that was open until now */
    boolean lost(AnswerOutcome how, @Nullable Throwable cause) {
        lock.lock();
        try {
            if (over) {
                return false;
            }
            buffer.clear();
            outcome = how;
            failure = cause;
            released = true;
            over = true;
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(java.util.function.Supplier<T> read) {
        lock.lock();
        try {
            return read.get();
        } finally {
            lock.unlock();
        }
    }
}
