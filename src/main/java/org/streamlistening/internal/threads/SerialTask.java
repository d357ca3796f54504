package org.streamlistening.internal.threads;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs one piece of work after each signal: on another executor, in short runs, never two at once, and always once more
 * after the last signal. A run that the executor rejects is repeated after a pause. The work finds out by itself, in a queue
 * for example, what there is to do.
 *
 * <p>{@link LimitedExecutor} differs: it runs each of many tasks once, several at a time, and retries none. Thread-safe.
 */
public final class SerialTask {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Executor executor;
    private final Timer timer;
    private final Duration atMost;
    private final Work work;

    /** The signals since the last step began; while this is not zero there is exactly one run, waiting or under way. */
    private final AtomicInteger signals = new AtomicInteger();

    /** @param atMost the time after which a run begins no step, and leaves the thread to other tasks */
    public SerialTask(Executor executor, Timer timer, Duration atMost, Work work) {
        this.executor = executor;
        this.timer = timer;
        this.atMost = atMost;
        this.work = work;
    }

    /** The work of a serial task. */
    public interface Work {

        /** Does a part of the work. Returns whether another part follows, for which no signal arrives. */
        boolean step();

        /** Wraps each run of several steps, for example in a context. */
        default void around(Runnable steps) {
            steps.run();
        }

        /** The run threw. Returns whether it is repeated after a pause; otherwise the next signal starts it. */
        boolean failed(Throwable cause);
    }

    /** Requests a run. Returns at once. Throws if neither the executor nor the timer accepts it; a later signal can succeed. */
    public void signal() {
        signal(SerialTask::nothing);
    }

    /**
     * As {@link #signal()}, and undoes the cause of the signal before it throws. No run begins before that.
     *
     * @param undo removes a task from a queue, for example, so that the caller can add it again
     */
    public void signal(Runnable undo) {
        if (signals.getAndIncrement() == 0) {
            submit(undo);
        }
    }

    private void submit(Runnable undo) {
        try {
            executor.execute(this::run);
        } catch (Throwable rejected) {
            submitLater(undo, rejected);
        }
    }

    private void submitLater(Runnable undo, Throwable cause) {
        try {
            LOG.log(System.Logger.Level.WARNING, "the container does not let a task run now; trying again", cause);
            submitLater();
        } catch (Throwable e) {
            undo.run();
            signals.set(0);
            throw e;
        }
    }

    private void submitLater() {
        timer.after(PAUSE, () -> submit(SerialTask::nothing));
    }

    private void run() {
        Run run = new Run();
        boolean repeat = false;
        try {
            work.around(run);
        } catch (Throwable e) {
            run.more = false;
            repeat = work.failed(e);
        } finally {
            end(run.seen, run.more, repeat);
        }
    }

    private final class Run implements Runnable {

        private int seen = signals.get();
        private boolean more;

        @Override
        public void run() {
            long begin = System.nanoTime();
            do {
                seen = signals.get();
                more = work.step();
            } while (more && System.nanoTime() - begin <= atMost.toNanos());
        }
    }

    private void end(int seen, boolean more, boolean repeat) {
        if (repeat) {
            repeatLater();
        } else if (signals.addAndGet(more ? 0 : -seen) != 0) {
            submit(SerialTask::nothing);
        }
    }

    private void repeatLater() {
        try {
            submitLater();
        } catch (Throwable e) {
            // The next signal tries again.
            signals.set(0);
            throw e;
        }
    }

    private static void nothing() {}
}
