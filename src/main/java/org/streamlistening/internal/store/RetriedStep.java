package org.streamlistening.internal.store;

/**
 * A step that must be done, since what it belongs to is kept already. Where it fails, memory is made free, and it is tried
 * again after a pause that grows: two and a half seconds in all. It must be possible to do it again after a failure.
 */
public final class RetriedStep {

    private static final System.Logger LOG = System.getLogger(RetriedStep.class.getName());
    private static final int ATTEMPTS = 9;
    private static final long FIRST_PAUSE_MILLIS = 10;

    private RetriedStep() {}

    /** @throws RuntimeException or {@link Error}: what it failed with, each time */
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
                LOG.log(System.Logger.Level.DEBUG, "a step of the stream store is tried again", failure);
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
