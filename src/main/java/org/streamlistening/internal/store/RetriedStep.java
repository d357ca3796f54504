package org.streamlistening.internal.store;

/**
 * Runs a step that must succeed, because the change that it belongs to is durable already. After a failure it frees
 * memory and repeats the step, with growing pauses of two and a half seconds in all. The step must be repeatable.
 */
public final class RetriedStep {

    private static final System.Logger LOG = System.getLogger(RetriedStep.class.getName());
    private static final int ATTEMPTS = 9;
    private static final long FIRST_PAUSE_MILLIS = 10;

    private RetriedStep() {}

    /** @throws RuntimeException the failure of the last attempt; an {@link Error} likewise */
    public static void run(Runnable step, Runnable freeMemory) {
        long pause = FIRST_PAUSE_MILLIS;
        for (int attempt = 1; ; attempt++) {
            try {
                step.run();
                return;
            } catch (RuntimeException | Error failure) {
                freeMemory.run();
                if (attempt == ATTEMPTS || !waits(pause)) {
                    throw failure;
                }
                LOG.log(System.Logger.Level.DEBUG, "a step of the stream store failed; trying again", failure);
            }
            pause *= 2;
        }
    }

    private static boolean waits(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
