package org.streamlistening.internal.ownership;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.streamlistening.client.EmbeddedServerEndedException;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.internal.threads.Timer;

/**
 * The notices that this server must still append. One append runs at a time and takes all notices that wait; a pause
 * that grows follows each failure. A claim stays until it is appended or no longer wanted. A release is dropped when
 * its append fails: the server that waits for it takes the listener when its patience is over.
 *
 * <p>Not a {@link org.streamlistening.internal.threads.SerialTask}, since the pause grows and the notices of a failed
 * append are sorted before the next one. Thread-safe. Appends run on an I/O thread.
 */
final class NoticeOutbox {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** The limit of notices in one append, each of about 170 bytes. */
    private static final int MAX_BATCH = 100;

    private final Consumer<List<String>> writer;
    private final Executor io;
    private final Timer timer;
    private final Backoff backoff;

    // Guarded by this.
    private final Deque<Entry> entries = new ArrayDeque<>();
    private boolean open;
    private boolean draining;
    private int failures;

    /** @param wanted tested before each append */
    private record Entry(OwnershipNotice notice, BooleanSupplier wanted, Runnable appended) {}

    NoticeOutbox(Consumer<List<String>> writer, Executor io, Timer timer, Backoff backoff) {
        this.writer = writer;
        this.io = io;
        this.timer = timer;
        this.backoff = backoff;
    }

    /** @param appended runs on the I/O thread after the notice was appended */
    void add(OwnershipNotice notice, BooleanSupplier wanted, Runnable appended) {
        synchronized (this) {
            entries.addLast(new Entry(notice, wanted, appended));
        }
        drainLater();
    }

    /** Begins to append: the responses of other servers are received from now on. */
    void open() {
        synchronized (this) {
            open = true;
        }
        drainLater();
    }

    private void drainLater() {
        synchronized (this) {
            if (!open || draining || entries.isEmpty()) {
                return;
            }
            draining = true;
        }
        submit();
    }

    private void submit() {
        try {
            io.execute(this::drain);
        } catch (Throwable rejected) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "notices of the hand-over cannot be written now; trying again",
                    rejected);
            submitAfter(Timer.RETRY_DELAY);
        }
    }

    /** If neither the executor nor the timer accepts the next run, the next notice starts one. */
    private void submitAfter(Duration pause) {
        try {
            timer.after(pause, this::submit);
        } catch (Throwable rejected) {
            setIdle();
            throw rejected;
        }
    }

    private synchronized void setIdle() {
        draining = false;
    }

    private void drain() {
        Optional<Duration> pause;
        try {
            pause = drainOnce();
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.WARNING, "the notices of the hand-over failed; trying again", e);
            pause = Optional.of(Timer.RETRY_DELAY);
        }
        if (pause.isPresent()) {
            submitAfter(pause.get());
        } else {
            setIdle();
            drainLater();
        }
    }

    /** Appends the next notices. Returns the pause after a failure. */
    private Optional<Duration> drainOnce() {
        List<Entry> batch = next();
        return batch.isEmpty() || append(batch)
                ? Optional.empty()
                : Optional.of(backoff.delay(keepClaims(batch), Duration.ZERO));
    }

    private synchronized List<Entry> next() {
        List<Entry> batch = new ArrayList<>();
        while (batch.size() < MAX_BATCH && !entries.isEmpty()) {
            Entry entry = entries.removeFirst();
            if (entry.wanted().getAsBoolean()) {
                batch.add(entry);
            }
        }
        return batch;
    }

    /** Puts the claims of a batch that failed back, and returns the number of consecutive failures. */
    private synchronized int keepClaims(List<Entry> batch) {
        for (int i = batch.size() - 1; i >= 0; i--) {
            Entry entry = batch.get(i);
            if (entry.notice().kind() == OwnershipNotice.Kind.CLAIM) {
                entries.addFirst(entry);
            }
        }
        return failures;
    }

    /**
     * Catches every throwable: the application computes request headers, and an error there must not end the outbox.
     */
    private boolean append(List<Entry> batch) {
        try {
            writer.accept(batch.stream().map(entry -> entry.notice().json()).toList());
        } catch (Throwable e) {
            logFailure(e);
            return false;
        }
        logSuccess();
        batch.forEach(entry -> entry.appended().run());
        return true;
    }

    private void logFailure(Throwable failure) {
        boolean first;
        synchronized (this) {
            first = failures++ == 0;
        }
        // Without the cause: an exception of the code that computes request headers can contain a token.
        String reason = failure instanceof StreamException e
                ? String.valueOf(e.getMessage())
                : failure.getClass().getName();
        // The embedded server ends with the application, which is no outage.
        boolean outage = !(failure instanceof EmbeddedServerEndedException);
        LOG.log(
                first && outage ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                NumberedMessage.NOTICES_NOT_WRITTEN.text(reason));
    }

    private void logSuccess() {
        boolean again;
        synchronized (this) {
            again = failures > 0;
            failures = 0;
        }
        if (again) {
            LOG.log(System.Logger.Level.INFO, "the hand-over stream can be written again");
        }
    }
}
