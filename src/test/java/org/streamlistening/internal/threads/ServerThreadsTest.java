package org.streamlistening.internal.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** If the container blocks in writes, a client that reads nothing delays no other client. */
class ServerThreadsTest {

    private final CountDownLatch stuck = new CountDownLatch(1);
    private final CountDownLatch woken = new CountDownLatch(2);

    @Test
    void wakesOthersWhileSomeAreStuckInTheirWrites() throws InterruptedException {
        try (ServerThreads threads = new ServerThreads(true)) {
            List<Runnable> waiters = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                waiters.add(this::write);
            }
            waiters.add(woken::countDown);
            threads.wake(waiters);
            threads.after(Duration.ZERO, this::write);
            threads.after(Duration.ZERO, this::write);
            threads.after(Duration.ofMillis(1), woken::countDown);
            assertThat(woken.await(20, TimeUnit.SECONDS)).isTrue();
            stuck.countDown();
        }
    }

    @Test
    void wakesOthersWhileMoreAreStuckThanWriteAtATime() throws InterruptedException {
        try (ServerThreads threads = new ServerThreads(true)) {
            threads.wake(Collections.nCopies(3 * BlockingWrites.AT_A_TIME, this::write));
            threads.wake(List.of(woken::countDown));
            threads.after(Duration.ofMillis(1), woken::countDown);
            assertThat(woken.await(20, TimeUnit.SECONDS)).isTrue();
            stuck.countDown();
        }
    }

    @Test
    void runsDelayedTasksWhenItEnds() {
        List<String> called = new ArrayList<>();
        ServerThreads threads = new ServerThreads(true);
        threads.after(Duration.ofHours(1), () -> called.add("late"));
        threads.close();
        threads.wake(List.of(() -> called.add("never")));
        assertThat(called).containsExactly("late");
    }

    @Test
    void wakesWritersWhileAllReadersAreStuck() throws InterruptedException {
        try (ServerThreads threads = new ServerThreads(true)) {
            threads.wake(Collections.nCopies(100, this::write));
            threads.wakeForStatus(List.of(woken::countDown, woken::countDown));
            assertThat(woken.await(20, TimeUnit.SECONDS)).isTrue();
            stuck.countDown();
        }
    }

    @Test
    void callsReadersThatWereWokenBeforeItEnded() {
        ServerThreads threads = new ServerThreads();
        for (int i = 0; i < 2; i++) {
            threads.wake(List.of(this::write));
        }
        threads.wake(List.of(woken::countDown, woken::countDown));
        Thread closing = new Thread(threads::close);
        closing.start();
        await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        stuck.countDown();
        await().until(() -> woken.getCount() == 0);
    }

    @Test
    void callsWokenReadersEvenIfTheEndIsInterrupted() throws InterruptedException {
        ServerThreads threads = new ServerThreads();
        for (int i = 0; i < 2; i++) {
            threads.wake(List.of(this::write));
        }
        threads.wake(List.of(woken::countDown, woken::countDown));
        AtomicBoolean stillInterrupted = new AtomicBoolean();
        Thread closing = new Thread(() -> {
            Thread.currentThread().interrupt();
            threads.close();
            stillInterrupted.set(Thread.currentThread().isInterrupted());
        });
        closing.start();
        await().until(threads::isClosed);
        stuck.countDown();
        closing.join();
        assertThat(woken.getCount()).isZero();
        assertThat(stillInterrupted).isTrue();
    }

    /** An executor of the JDK reports its end while its last threads still run. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leavesNoThreadThatIsStillAlive(boolean writesBlock) {
        for (int i = 0; i < 200; i++) {
            Queue<Thread> used = new ConcurrentLinkedQueue<>();
            try (ServerThreads threads = new ServerThreads(writesBlock)) {
                threads.wake(Collections.nCopies(4, () -> used.add(Thread.currentThread())));
                threads.wakeForStatus(List.of(() -> used.add(Thread.currentThread())));
            }
            assertThat(used).hasSize(5);
            assertThat(Thread.getAllStackTraces().keySet()).doesNotContainAnyElementsOf(used);
        }
    }

    @Test
    void waitsAsLongAsItCanWhereThatIsNotLongEnough() {
        try (ServerThreads threads = new ServerThreads()) {
            Duration ages = Duration.ofDays(999_999_999);
            threads.after(ages, woken::countDown).cancel();
            assertThat(threads.jittered(ages)).isPositive();
        }
        assertThat(woken.getCount()).isEqualTo(2);
    }

    private void write() {
        try {
            stuck.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
