package org.streamlistening.internal.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where the container blocks in writes, a stalled client costs its own thread and nothing else. */
class BlockingWritesTest {

    private final Threads threads = new Threads();
    private final ScheduledThreadPoolExecutor neverDue = new ScheduledThreadPoolExecutor(1);
    private final List<Integer> written = new ArrayList<>();
    private long now;
    private final BlockingWrites writes = new BlockingWrites(threads, neverDue, () -> now);

    @AfterEach
    void end() {
        neverDue.shutdownNow();
    }

    @Test
    void limitsTheWritesThatRunAtATime() {
        write(BlockingWrites.AT_A_TIME + 2);
        assertThat(threads.started).hasSize(BlockingWrites.AT_A_TIME);
        threads.runNext();
        assertThat(threads.started).hasSize(BlockingWrites.AT_A_TIME);
        threads.runNext();
        threads.runNext();
        assertThat(threads.started).hasSize(BlockingWrites.AT_A_TIME - 1);
    }

    @Test
    void startsOtherWritesInPlaceOfStalledOnes() {
        write(2 * BlockingWrites.AT_A_TIME + 1);
        tick();
        assertThat(threads.started).hasSize(2 * BlockingWrites.AT_A_TIME);
        tick();
        assertThat(threads.started).hasSize(2 * BlockingWrites.AT_A_TIME + 1);
    }

    @Test
    void checksForStalledWritesOnlyWhileOthersWait() {
        write(BlockingWrites.AT_A_TIME);
        assertThat(neverDue.getQueue()).isEmpty();
        write(2);
        assertThat(neverDue.getQueue()).hasSize(1);
    }

    @Test
    void doesNotCountAQuickWriteAsStalled() {
        write(BlockingWrites.AT_A_TIME);
        now += BlockingWrites.STALLS_AFTER.toNanos() - 1;
        write(1);
        writes.look();
        assertThat(threads.started).hasSize(BlockingWrites.AT_A_TIME);
    }

    @Test
    void forgetsAStalledWriteOnceItHasReturned() {
        write(BlockingWrites.AT_A_TIME + 1);
        tick();
        assertThat(threads.started).hasSize(BlockingWrites.AT_A_TIME + 1);
        while (!threads.started.isEmpty()) {
            threads.runNext();
        }
        write(BlockingWrites.AT_A_TIME + 1);
        assertThat(threads.started).hasSize(BlockingWrites.AT_A_TIME);
    }

    @Test
    void limitsTheStalledWrites() {
        int all = BlockingWrites.MAX_STALLED + 2 * BlockingWrites.AT_A_TIME;
        write(all);
        for (int i = 0; i < all; i++) {
            tick();
        }
        assertThat(threads.started).hasSize(BlockingWrites.MAX_STALLED + BlockingWrites.AT_A_TIME);
    }

    @Test
    void startsWaitingWritesAtTheEndAndRejectsOthers() {
        write(BlockingWrites.AT_A_TIME + 2);
        writes.close();
        assertThat(threads.started).hasSize(BlockingWrites.AT_A_TIME + 2);
        assertThat(threads.isShutdown()).isTrue();
        assertThatThrownBy(() -> write(1)).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void continuesAfterAWriteThatThrows() {
        write(BlockingWrites.AT_A_TIME - 1);
        writes.execute(() -> {
            throw new AssertionError("no write throws");
        });
        write(1);
        Runnable broken = threads.started.remove(BlockingWrites.AT_A_TIME - 1);
        assertThatThrownBy(broken::run).isInstanceOf(AssertionError.class);
        assertThat(threads.started).hasSize(BlockingWrites.AT_A_TIME);
    }

    @Test
    void keepsAWriteWhileThereIsNoThread() {
        write(1);
        threads.missing = 2;
        write(BlockingWrites.AT_A_TIME);
        assertThat(threads.missing).as("both were requested").isZero();
        tick();
        while (!threads.started.isEmpty()) {
            threads.runNext();
        }
        assertThat(written).hasSize(1 + BlockingWrites.AT_A_TIME);
        write(BlockingWrites.AT_A_TIME);
        assertThat(threads.started).hasSize(BlockingWrites.AT_A_TIME);
    }

    private void write(int times) {
        for (int i = 0; i < times; i++) {
            int number = i;
            writes.execute(() -> written.add(number));
        }
    }

    private void tick() {
        now += BlockingWrites.STALLS_AFTER.toNanos();
        writes.look();
    }

    /** Those that have started and not yet been run by hand. */
    private static final class Threads extends AbstractExecutorService {

        private final List<Runnable> started = new ArrayList<>();
        private boolean ended;
        private int missing;

        void runNext() {
            started.remove(0).run();
        }

        @Override
        public void execute(Runnable task) {
            if (missing > 0) {
                missing--;
                throw new OutOfMemoryError("unable to create native thread");
            }
            started.add(task);
        }

        @Override
        public void shutdown() {
            ended = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            ended = true;
            return started;
        }

        @Override
        public boolean isShutdown() {
            return ended;
        }

        @Override
        public boolean isTerminated() {
            return ended && started.isEmpty();
        }

        @Override
        public boolean awaitTermination(long time, TimeUnit unit) {
            return isTerminated();
        }
    }

    @Test
    void startsWaitingWritesAlthoughTheClockRejectsACheck() {
        write(BlockingWrites.AT_A_TIME);
        ScheduledThreadPoolExecutor ended = new ScheduledThreadPoolExecutor(1);
        ended.shutdown();
        BlockingWrites unwatched = new BlockingWrites(threads, ended, () -> now);
        threads.started.clear();
        for (int i = 0; i < BlockingWrites.AT_A_TIME + 2; i++) {
            unwatched.execute(() -> written.add(0));
        }
        while (!threads.started.isEmpty()) {
            threads.runNext();
        }
        assertThat(written).hasSize(BlockingWrites.AT_A_TIME + 2);
    }
}
