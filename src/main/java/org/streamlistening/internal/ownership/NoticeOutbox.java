package org.streamlistening.internal.ownership;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.streamlistening.client.EmbeddedServerEndedException;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.internal.threads.Timer;

/**
 * The notices that this server still has to append: one append at a time, of several notices where several wait, and
 * after a failure a pause that grows. A claim stays until it was appended or is no longer wanted. A release is dropped when
 * its append fails: the server that waits for it goes on when its patience is over.
 *
 * <p>Safe for any thread. Appends run on an I/O thread.
 */
final class NoticeOutbox {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** The most notices of one append, each about 170 bytes. */
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

    /** @param wanted asked before each append */
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

    /** From now on the answers to what is appended are heard. */
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
        io.execute(this::drain);
    }

    private void drain() {
        List<Entry> batch = next();
        if (batch.isEmpty() || append(batch)) {
            synchronized (this) {
                draining = false;
            }
            drainLater();
        } else {
            timer.after(backoff.delay(failed(batch), Duration.ZERO), () -> io.execute(this::drain));
        }
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

    private synchronized int failed(List<Entry> batch) {
        Predicate<Entry> claims = entry -> entry.notice().kind() == OwnershipNotice.Kind.CLAIM;
        for (int i = batch.size() - 1; i >= 0; i--) {
            if (claims.test(batch.get(i))) {
                entries.addFirst(batch.get(i));
            }
        }
        return failures;
    }

    /** Whatever is thrown: headers of requests are computed by the application, and an error there must end nothing. */
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
        // Not its cause: what computes the headers of requests may put a token into what it throws.
        String reason = failure instanceof StreamException e
                ? String.valueOf(e.getMessage())
                : failure.getClass().getName();
        // The application ends: no outage.
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
