package org.streamlistening.internal.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TransferQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pools of a bounded number of threads. */
class WaitingThreadsTest {

    private static final int MOST = 3;

    private final ThreadPoolExecutor pool = WaitingThreads.pool(Thread::new, MOST);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger finished = new AtomicInteger();

    @AfterEach
    void stop() {
        released.countDown();
        pool.shutdown();
    }

    private void work() {
        try {
            released.await();
            finished.incrementAndGet();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anIdleThreadIsReusedBeforeAnotherIsMade() {
        released.countDown();
        TransferQueue<?> tasks = (TransferQueue<?>) pool.getQueue();
        for (int i = 1; i <= 5; i++) {
            int done = i;
            pool.execute(this::work);
            await().until(() -> finished.get() == done && tasks.hasWaitingConsumer());
        }
        assertThat(pool.getLargestPoolSize()).isOne();
    }

    @Test
    void tasksBeyondTheBoundWaitForAThread() {
        for (int i = 0; i < 4 * MOST; i++) {
            pool.execute(this::work);
        }
        assertThat(pool.getPoolSize()).isEqualTo(MOST);
        assertThat(pool.getQueue()).hasSize(3 * MOST);
        released.countDown();
        await().until(() -> finished.get() == 4 * MOST);
        assertThat(pool.getLargestPoolSize()).isEqualTo(MOST);
    }

    @Test
    void tasksThatWaitRunAfterAShutDownAndLaterOnesAreRejected() {
        for (int i = 0; i < 2 * MOST; i++) {
            pool.execute(this::work);
        }
        pool.shutdown();
        assertThatThrownBy(() -> pool.execute(this::work)).isInstanceOf(RejectedExecutionException.class);
        released.countDown();
        await().until(pool::isTerminated);
        assertThat(finished).hasValue(2 * MOST);
    }

    @Test
    void aTaskIsRejectedIfTheFactoryFails() {
        ThreadPoolExecutor without = WaitingThreads.pool(
                task -> {
                    throw new IllegalStateException("no thread");
                },
                MOST);
        assertThatThrownBy(() -> without.execute(this::work)).hasMessage("no thread");
        assertThat(without.getQueue()).isEmpty();
        without.shutdown();
    }
}
