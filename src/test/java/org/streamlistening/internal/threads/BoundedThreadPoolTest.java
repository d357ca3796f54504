package org.streamlistening.internal.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Idle threads are reused, tasks beyond the bound wait, and a thread that ends leaves no task behind. */
class BoundedThreadPoolTest {

    private static final int MOST = 3;

    private final Set<Thread> made = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Throwable> uncaught = new AtomicReference<>();
    private final BoundedThreadPool pool = new BoundedThreadPool(this::thread, MOST);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger finished = new AtomicInteger();

    @AfterEach
    void stop() throws InterruptedException {
        released.countDown();
        pool.shutdown();
        for (Thread thread : made) {
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        }
        assertThat(pool.threads()).isZero();
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((same, thrown) -> uncaught.set(thrown));
        made.add(thread);
        return thread;
    }

    private void work() {
        pass(released);
        finished.incrementAndGet();
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anIdleThreadIsReusedBeforeAnotherIsMade() {
        released.countDown();
        for (int i = 1; i <= 5; i++) {
            int done = i;
            pool.execute(this::work);
            await().until(() -> finished.get() == done && pool.idleThreads() == 1);
        }
        assertThat(made).hasSize(1);
    }

    @Test
    void tasksBeyondTheBoundWaitForAThread() {
        for (int i = 0; i < 4 * MOST; i++) {
            pool.execute(this::work);
        }
        assertThat(pool.threads()).isEqualTo(MOST);
        await().until(() -> pool.waitingTasks() == 3 * MOST);
        released.countDown();
        await().until(() -> finished.get() == 4 * MOST);
        assertThat(made).hasSize(MOST);
    }

    @Test
    void tasksThatWaitRunAfterAShutDownAndLaterOnesAreRejected() {
        for (int i = 0; i < 2 * MOST; i++) {
            pool.execute(this::work);
        }
        pool.shutdown();
        assertThatThrownBy(() -> pool.execute(this::work)).isInstanceOf(RejectedExecutionException.class);
        released.countDown();
        await().until(() -> pool.threads() == 0);
        assertThat(finished).hasValue(2 * MOST);
    }

    @Test
    void aTaskIsRejectedIfTheFactoryFails() {
        BoundedThreadPool without = new BoundedThreadPool(
                task -> {
                    throw new IllegalStateException("no thread");
                },
                MOST);
        assertThatThrownBy(() -> without.execute(this::work)).hasMessage("no thread");
        assertThat(without.waitingTasks()).isZero();
        assertThat(without.threads()).isZero();
    }

    /** A caller whose task is rejected submits it again: it must not have run. */
    @Test
    void aTaskThatAnotherThreadTakesIsNotRejectedAlthoughTheFactoryFails() {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch busy = new CountDownLatch(1);
        BoundedThreadPool second = new BoundedThreadPool(
                work -> {
                    if (calls.incrementAndGet() == 1) {
                        return thread(work);
                    }
                    // The first thread ends its task, and takes the one that this thread was to run.
                    busy.countDown();
                    await().until(() -> finished.get() == 1);
                    throw new IllegalStateException("no thread");
                },
                MOST);
        released.countDown();
        second.execute(() -> pass(busy));
        second.execute(this::work);
        second.shutdown();
        assertThat(calls).hasValue(2);
        assertThat(finished).hasValue(1);
    }

    @Test
    void aThreadOutlivesATaskThatThrowsOrLeavesAnInterruptBehind() {
        released.countDown();
        Error thrown = new AssertionError("as scripted");
        pool.execute(() -> {
            throw thrown;
        });
        await().until(() -> pool.idleThreads() == 1);
        assertThat(uncaught).hasValue(thrown);
        pool.execute(() -> Thread.currentThread().interrupt());
        await().until(() -> pool.waitingTasks() == 0 && pool.idleThreads() == 1);
        pool.execute(this::work);
        await().until(() -> finished.get() == 1);
        assertThat(made).hasSize(1);
    }

    @Test
    void idleThreadsEndAtOnceWithoutAKeepAlive() {
        released.countDown();
        for (int i = 0; i < MOST; i++) {
            pool.execute(this::work);
        }
        pool.setKeepAlive(Duration.ZERO);
        await().until(() -> pool.threads() == 0);
        pool.execute(this::work);
        await().until(() -> finished.get() == MOST + 1);
    }

    /** Threads come and go all the time, since they are idle for microseconds only. */
    @RepeatedTest(3)
    void eachOfManyTasksOfSeveralThreadsRunsOnce() throws InterruptedException {
        released.countDown();
        pool.setKeepAlive(Duration.ofNanos(50_000));
        Thread[] callers = new Thread[4];
        for (int i = 0; i < callers.length; i++) {
            callers[i] = new Thread(() -> {
                for (int task = 0; task < 5_000; task++) {
                    pool.execute(this::work);
                    if (task % 50 == 0) {
                        // Long enough for the threads to end, or just so.
                        LockSupport.parkNanos(50_000);
                    }
                }
            });
            callers[i].start();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        await().until(() -> finished.get() == 4 * 5_000);
        await().until(() -> pool.threads() == 0);
    }
}
