package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;

/** Appends tokens with the numbers 0, 1, 2, … at a steady pace of 200 in a second, until it is stopped. */
final class Appends implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofMillis(5);

    private final DurableStreamsClient streams;
    private final String stream;
    private final Thread thread = new Thread(this::run, "appends");
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean stopped;

    /** Written by the thread. */
    private volatile int written;

    Appends(DurableStreamsClient streams, String stream) {
        this.streams = streams;
        this.stream = stream;
        thread.start();
    }

    private void run() {
        try {
            long due = System.nanoTime();
            for (int index = 0; !stopped; index++) {
                streams.append(stream, StreamContent.json("{\"index\":" + index + "}"));
                written = index + 1;
                // After a pause of this machine, the pace is that of before: no burst makes up for it.
                due = Math.max(due + INTERVAL.toNanos(), System.nanoTime() - INTERVAL.toNanos());
                LockSupport.parkNanos(due - System.nanoTime());
            }
        } catch (Throwable e) {
            failure.set(e);
        }
    }

    int written() {
        return written;
    }

    /** Returns how many tokens were appended. */
    int stop() throws InterruptedException {
        close();
        assertThat(failure.get()).isNull();
        return written;
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
    }
}
