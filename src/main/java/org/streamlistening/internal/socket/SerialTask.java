package org.streamlistening.internal.socket;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.streamlistening.internal.threads.Timer;

/**
 * Work that is done whenever something happened: on the container's executor, in short tasks, never two at once, and
 * always once more after the last call of {@link #happened()}.
 */
final class SerialTask {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** How long one task works before it goes to the end of the executor's queue again. */
    private static final long TASK_NANOS = Duration.ofMillis(50).toNanos();

    private static final Duration AFTER_REJECTION = Duration.ofSeconds(1);

    private final Executor executor;
    private final Timer timer;
    private final BooleanSupplier step;
    private final Consumer<Throwable> broken;

    /** What happened since the work was done last; while this is not zero there is exactly one task. */
    private final AtomicInteger news = new AtomicInteger();

    /**
     * @param step does a bit of the work; false: there is nothing to do until something happens
     * @param broken hears what a step threw
     */
    SerialTask(Executor executor, Timer timer, BooleanSupplier step, Consumer<Throwable> broken) {
        this.executor = executor;
        this.timer = timer;
        this.step = step;
        this.broken = broken;
    }

    /** From any thread; returns at once. */
    void happened() {
        if (news.getAndIncrement() == 0) {
            submit();
        }
    }

    private void submit() {
        try {
            executor.execute(this::run);
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.WARNING, "the container does not let a delivery run now; trying again", e);
            timer.after(AFTER_REJECTION, this::submit);
        }
    }

    private void run() {
        int seen = news.get();
        boolean more = false;
        try {
            more = work();
        } catch (Throwable e) {
            broken.accept(e);
        } finally {
            if (news.addAndGet(more ? 0 : -seen) != 0) {
                submit();
            }
        }
    }

    /** @return whether work is left although no further event will arrive */
    private boolean work() {
        long begin = System.nanoTime();
        while (step.getAsBoolean()) {
            if (System.nanoTime() - begin > TASK_NANOS) {
                return true;
            }
        }
        return false;
    }
}
