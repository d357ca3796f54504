package org.streamlistening.internal.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.threads.Backoff;

/** The outbox goes on with the next notice after an executor, a timer or a callback failed. */
class NoticeOutboxTest {

    private final Queue<Runnable> io = new ArrayDeque<>();
    private final Queue<Runnable> timers = new ArrayDeque<>();
    private final List<String> written = new ArrayList<>();
    private boolean noThread;
    private boolean noTimer;
    private boolean noServer;
    private final NoticeOutbox outbox = new NoticeOutbox(
            this::write,
            task -> {
                if (noThread) {
                    throw new RejectedExecutionException("full");
                }
                io.add(task);
            },
            (delay, task) -> {
                if (noTimer) {
                    throw new RejectedExecutionException("no timer");
                }
                timers.add(task);
                return () -> timers.remove(task);
            },
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), 2));

    private void write(List<String> notices) {
        if (noServer) {
            throw new IllegalStateException("the server is down");
        }
        written.addAll(notices);
    }

    private void add(String listener, Runnable appended) {
        outbox.add(new OwnershipNotice(OwnershipNotice.Kind.CLAIM, listener, listener), () -> true, appended);
    }

    private void add(String listener) {
        add(listener, () -> {});
    }

    private void timePasses() {
        for (int i = 0; i < 20; i++) {
            List<Runnable> due = new ArrayList<>(timers);
            timers.clear();
            due.forEach(Runnable::run);
            while (!io.isEmpty()) {
                io.remove().run();
            }
        }
    }

    /** The retry finds neither a thread nor a timer. */
    private void losesTheRetry() {
        noThread = true;
        noTimer = true;
        assertThat(catchThrowable(timers.remove()::run)).isInstanceOf(RejectedExecutionException.class);
        noThread = false;
        noTimer = false;
    }

    @Test
    void appendsWithTheNextNoticeAfterTheRetryOfAFailedAppendWasRejected() {
        outbox.open();
        noServer = true;
        add("a");
        io.remove().run();
        noServer = false;
        losesTheRetry();
        add("b");
        timePasses();
        assertThat(written).hasSize(2);
    }

    @Test
    void appendsWithTheNextNoticeAfterARejectedRunWasRejectedAgain() {
        outbox.open();
        noThread = true;
        add("a");
        losesTheRetry();
        add("b");
        timePasses();
        assertThat(written).hasSize(2);
    }

    @Test
    void appendsTheNextNoticeAfterACallbackThrew() {
        outbox.open();
        add("a", () -> {
            throw new InternalError("as the test wants it");
        });
        io.remove().run();
        add("b");
        timePasses();
        assertThat(written).hasSize(2);
    }
}
