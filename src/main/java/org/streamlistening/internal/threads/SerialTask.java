package org.streamlistening.internal.threads;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Runs one piece of work after each signal: on another executor, in short runs, never two at once, and always once more
 * after the last signal. A run that the executor rejects is repeated after a pause. The work finds out by itself, in a
 * queue for example, what there is to do.
 *
 * <p>{@link LimitedExecutor} differs: it runs each of many tasks once, several at a time, and retries none.
 * Thread-safe.
 */
public final class SerialTask {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Executor executor;
    private final Timer timer;
    private final Duration atMost;
    private final Work work;

    private final SerialRuns runs = new SerialRuns();

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

    /**
     * Requests a run. Returns at once. Throws if neither the executor nor the timer accepts it; a later signal can
     * succeed.
     */
    public void signal() {
        signal(() -> true);
    }

    /**
     * As {@link #signal()}, and undoes the cause of the signal before it throws. No run begins before that. Does not
     * throw if the run of another signal was accepted meanwhile, which does the work of this one, too, or has done it
     * already.
     *
     * @param undo removes a task from a queue, for example, so that the caller can add it again; must not block.
     *     Returns false if there was nothing to undo, because an earlier run took the task
     */
    public void signal(BooleanSupplier undo) {
        long before = runs.signal();
        if (before == SerialRuns.ACCEPTED) {
            return;
        }
        try {
            new Run().submit();
        } catch (Throwable rejected) {
            if (runs.isUndone(undo, before)) {
                throw rejected;
            }
        }
    }

    /** One run on the executor, and the runs that follow it. */
    private final class Run implements Runnable {

        private final SerialRuns.Submission submission = runs.newSubmission();

        // For the running thread: the signals before the last step, and whether work is left.
        private int seen;
        private boolean more;

        void submit() {
            submission.begin();
            try {
                executor.execute(this);
                submission.accepted();
            } catch (Throwable rejected) {
                LOG.log(System.Logger.Level.WARNING, "the executor does not accept a task now; trying again", rejected);
                submitLater();
            }
        }

        private void submitLater() {
            timer.after(PAUSE, this::submitAgain);
            submission.accepted();
        }

        /** Has no caller to throw to: if neither accepts the run, the next signal starts one. */
        private void submitAgain() {
            try {
                submit();
            } catch (Throwable e) {
                submission.rejected();
                throw e;
            }
        }

        @Override
        public void run() {
            while (submission.beginsRun()) {
                if (fails()) {
                    repeat();
                    return;
                }
                boolean left = submission.endsRun(more ? 0 : seen);
                if (!left || isSubmitted()) {
                    return;
                }
                // Neither executor nor timer accepts the next run: this thread of the executor does its work.
            }
        }

        /** Works. Returns whether the work failed and is to be repeated. */
        private boolean fails() {
            seen = runs.signals();
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
                seen = runs.signals();
                more = work.step();
            } while (more && System.nanoTime() - begin <= atMost.toNanos());
        }

        private boolean isSubmitted() {
            try {
                submit();
                return true;
            } catch (Throwable rejected) {
                return false;
            }
        }

        private void repeat() {
            submission.repeatsRun();
            try {
                submitLater();
            } catch (Throwable noTimer) {
                submitAgain();
            }
        }
    }
}
