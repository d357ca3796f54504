package org.streamlistening.internal.store.database;

import java.util.concurrent.TimeUnit;

/** Time that passes in pauses only. */
final class ManualClock implements RetryClock {

    private long now;

    /** What happens at each pause. */
    Runnable onPause = () -> {};

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public boolean pause(long millis) {
        synchronized (this) {
            now += TimeUnit.MILLISECONDS.toNanos(millis);
        }
        onPause.run();
        return true;
    }
}
