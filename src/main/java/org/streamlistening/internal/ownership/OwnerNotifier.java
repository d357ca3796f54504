package org.streamlistening.internal.ownership;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.threads.Timer;

/**
 * Notifies owners and claimants, and retries a notification that fails, because the container rejects a task for a
 * moment for example: a listener whose owner misses one would stay silent for ever.
 */
final class OwnerNotifier {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

    private final Executor io;
    private final Timer timer;

    OwnerNotifier(Executor io, Timer timer) {
        this.io = io;
        this.timer = timer;
    }

    /**
     * Notifies on the calling thread, and after a failure on an I/O thread.
     *
     * @param wanted tested before each retry
     * @param then runs after the notification succeeded
     */
    void send(Runnable notification, BooleanSupplier wanted, Runnable then) {
        try {
            notification.run();
        } catch (Throwable e) {
            SafeThrowables.log(
                    LOG,
                    System.Logger.Level.WARNING,
                    "the hand-over of a listener to or from another server failed here; trying again",
                    e);
            timer.executeAfter(RETRY_DELAY, io, () -> {
                if (wanted.getAsBoolean()) {
                    send(notification, wanted, then);
                }
            });
            return;
        }
        then.run();
    }
}
