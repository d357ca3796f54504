package org.streamlistening.internal.threads;

import java.util.function.BooleanSupplier;

/**
 * Counts the signals and the runs of a {@link SerialTask}, so that one run at a time works and a run follows the last
 * signal. Guarded by itself; calls only the undo of a signal while it holds its monitor.
 */
final class SerialRuns {

    /** The result of {@link #signal} if an accepted run will see the signal. */
    static final long ACCEPTED = -1;

    private int signals;

    /**
     * The runs that executor or timer accepted, and that have not ended. A signal relies on them, or submits its own.
     */
    private int accepted;

    private boolean running;
    private long begun;

    /**
     * Counts a signal. Returns the number of runs so far, or {@link #ACCEPTED}. Two signals at the same time can both
     * submit a run; the second one does nothing.
     */
    synchronized long signal() {
        signals++;
        return accepted == 0 ? begun : ACCEPTED;
    }

    /** Undoes the cause of a rejected signal, unless a run was accepted or begun since. Returns whether it did. */
    synchronized boolean isUndone(BooleanSupplier undo, long before) {
        return accepted == 0 && begun == before && undo.getAsBoolean();
    }

    synchronized int signals() {
        return signals;
    }

    Submission newSubmission() {
        return new Submission();
    }

    /** The bookkeeping of one run, which can be submitted several times, one after another. */
    final class Submission {

        // Guarded by the runs: whether accepted includes this, and whether it began or was given up after its
        // submission.
        private boolean counted;
        private boolean settled;

        /** A submission to the executor begins. */
        void begin() {
            synchronized (SerialRuns.this) {
                settled = false;
            }
        }

        /** The executor or the timer accepted it. The run can have begun, and even ended, on another thread. */
        void accepted() {
            synchronized (SerialRuns.this) {
                set(counted || !settled, settled);
            }
        }

        /** Neither the executor nor the timer accepted it. */
        void rejected() {
            set(false, true);
        }

        /** Whether the run works now: there is a signal, and no other run works. */
        boolean beginsRun() {
            synchronized (SerialRuns.this) {
                boolean begins = !running && signals != 0;
                running |= begins;
                begun += begins ? 1 : 0;
                set(begins, true);
                return begins;
            }
        }

        /**
         * Ends the run on this thread. If work is left, this stays accepted: new signals rely on the next run.
         *
         * @param done the signals whose work is done
         * @return whether work is left
         */
        boolean endsRun(int done) {
            synchronized (SerialRuns.this) {
                running = false;
                signals -= done;
                boolean left = signals != 0;
                set(left, true);
                return left;
            }
        }

        /** Ends the run on this thread, and is submitted again later. */
        void repeatsRun() {
            synchronized (SerialRuns.this) {
                running = false;
                set(true, false);
            }
        }

        private void set(boolean nowCounted, boolean nowSettled) {
            synchronized (SerialRuns.this) {
                accepted += (nowCounted ? 1 : 0) - (counted ? 1 : 0);
                counted = nowCounted;
                settled = nowSettled;
            }
        }
    }
}
