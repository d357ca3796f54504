package org.streamlistening.internal.threads;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

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

    // Guarded by this. Executor, timer and work are called outside of the monitor.
    private int signals;

    /** The runs that executor or timer accepted, and that have not ended. A signal relies on them, or submits its own. */
    private int accepted;

    private boolean running;
    private long begun;

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
        signal(() -> true);
    }

    /**
     * As {@link #signal()}, and undoes the cause of the signal before it throws. No run begins before that. Does not throw if
     * the run of another signal was accepted meanwhile, which does the work of this one, too, or has done it already.
     *
     * @param undo removes a task from a queue, for example, so that the caller can add it again; must not block. Returns
     *     false if there was nothing to undo, because an earlier run took the task
     */
    public void signal(BooleanSupplier undo) {
        long before = runsUnlessAccepted();
        if (before < 0) {
            return;
        }
        try {
            new Run().submit();
        } catch (Throwable rejected) {
            if (isUndone(undo, before)) {
                throw rejected;
            }
        }
    }

    /**
     * The number of runs so far, or -1 if one was accepted, and will see the signal. Two signals at the same time can both
     * submit a run; the second one does nothing.
     */
    private synchronized long runsUnlessAccepted() {
        signals++;
        return accepted == 0 ? begun : -1;
    }

    private synchronized boolean isUndone(BooleanSupplier undo, long before) {
        return accepted == 0 && begun == before && undo.getAsBoolean();
    }

    private synchronized int signals() {
        return signals;
    }

    /** One run on the executor, and the runs that follow it. */
    private final class Run implements Runnable {

        // Guarded by the task: whether accepted includes this, and whether it began or was given up after its
        // submission.
        private boolean counted;
        private boolean settled;

        // For the running thread: the signals before the last step, and whether work is left.
        private int seen;
        private boolean more;

        void submit() {
            synchronized (SerialTask.this) {
                settled = false;
            }
            try {
                executor.execute(this);
                accept();
            } catch (Throwable rejected) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the container does not let a task run now; trying again",
                        rejected);
                submitLater();
            }
        }

        private void submitLater() {
            timer.after(PAUSE, this::submitAgain);
            accept();
        }

        /** Has no caller to throw to: if neither accepts the run, the next signal starts one. */
        private void submitAgain() {
            try {
                submit();
            } catch (Throwable e) {
                set(false, true);
                throw e;
            }
        }

        /** The run can have begun, and even ended, on another thread. */
        private void accept() {
            synchronized (SerialTask.this) {
                set(counted || !settled, settled);
            }
        }

        private void set(boolean nowCounted, boolean nowSettled) {
            synchronized (SerialTask.this) {
                accepted += (nowCounted ? 1 : 0) - (counted ? 1 : 0);
                counted = nowCounted;
                settled = nowSettled;
            }
        }

        @Override
        public void run() {
            boolean again = true;
            while (again && begins()) {
                boolean repeat = fails();
                // If neither executor nor timer accepts the next run, this thread of the executor does its work.
                again = !(repeat ? isRepeated() : !leavesWork() || isSubmitted());
            }
        }

        private boolean begins() {
            synchronized (SerialTask.this) {
                boolean begins = !running && signals != 0;
                running |= begins;
                begun += begins ? 1 : 0;
                set(begins, true);
                return begins;
            }
        }

        /** Works. Returns whether the work failed and is to be repeated. */
        private boolean fails() {
            seen = signals();
            more = false;
            try {
                work.around(this::steps);
                return false;
            } catch (Throwable e) {
                more = false;
                return isRepeatedAfter(e);
            }
        }

        private boolean isRepeatedAfter(Throwable failure) {
            try {
                return work.failed(failure);
            } catch (Throwable e) {
                LOG.log(System.Logger.Level.WARNING, "the failure of a task could not be handled; trying again", e);
                return true;
            }
        }

        private void steps() {
            long begin = System.nanoTime();
            do {
                seen = signals();
                more = work.step();
            } while (more && System.nanoTime() - begin <= atMost.toNanos());
        }

        /** Ends the run on this thread. If work is left, this stays accepted: new signals rely on the next run. */
        private boolean leavesWork() {
            synchronized (SerialTask.this) {
                running = false;
                signals -= more ? 0 : seen;
                boolean left = signals != 0;
                set(left, true);
                return left;
            }
        }

        private boolean isSubmitted() {
            try {
                submit();
                return true;
            } catch (Throwable rejected) {
                return false;
            }
        }

        private boolean isRepeated() {
            synchronized (SerialTask.this) {
                running = false;
                set(true, false);
            }
            try {
                submitLater();
            } catch (Throwable noTimer) {
                submitAgain();
            }
            return true;
        }
    }
}
