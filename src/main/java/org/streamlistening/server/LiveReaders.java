package org.streamlistening.server;

import java.util.Map;
import java.util.concurrent.Semaphore;

/** How many readers may wait at once: each of them is a connection. */
final class LiveReaders {

    private final int max;
    private final Semaphore free;

    LiveReaders(int max) {
        this.max = max;
        this.free = new Semaphore(max);
    }

    /** @throws Refusal 429 if there are too many */
    void enter() {
        if (!free.tryAcquire()) {
            throw new Refusal(429, max + " readers wait already", Map.of("Retry-After", "5"));
        }
    }

    void leave() {
        free.release();
    }
}
