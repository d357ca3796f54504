package org.streamlistening.internal.serve.read;

import java.util.Map;
import java.util.concurrent.Semaphore;
import org.streamlistening.internal.serve.exchange.ProtocolError;

/** Limits the readers that wait at a time, each of which occupies a connection. */
final class LiveReaderLimit {

    private final int max;
    private final Semaphore free;

    LiveReaderLimit(int max) {
        this.max = max;
        this.free = new Semaphore(max);
    }

    /** @throws ProtocolError 429 if the limit is reached */
    void enter() {
        if (!free.tryAcquire()) {
            throw new ProtocolError(429, max + " readers wait already", Map.of("Retry-After", "5"));
        }
    }

    /** The number of readers within the limit now. */
    int entered() {
        return max - free.availablePermits();
    }

    void leave() {
        free.release();
    }
}
