package org.streamlistening.internal.http.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.threads.WaitingThreads;

/**
 * Ends calls that block in a socket when their thread is interrupted, which such a call does not notice by itself. One
 * thread looks at the interrupt flags of all threads that are in such a call; it exists only while there are some.
 *
 * <p>Not of threads of this library: to end what these wait for, the library closes the connection.
 */
final class InterruptMonitor implements AutoCloseable {

    /** How often the flags are looked at, and so how long it takes at most to notice an interrupt. */
    private static final Duration PERIOD = Duration.ofMillis(20);

    /** How long the thread stays when there is nothing to look at, so that not each short call starts another one. */
    private static final Duration IDLE = Duration.ofSeconds(2);

    private final Set<Watched> calls = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile @Nullable Thread watching;

    /** A call that blocks. */
    interface Call<T> {
        T run() throws IOException;
    }

    /** A call that a thread is in, and what ends it. */
    private static final class Watched {

        private final Thread caller = Thread.currentThread();
        private final Runnable abort;

        // Guarded by this.
        private boolean over;
        private boolean aborted;

        Watched(Runnable abort) {
            this.abort = abort;
        }

        synchronized void look() {
            if (!over && !aborted && caller.isInterrupted()) {
                aborted = true;
                abort.run();
            }
        }

        synchronized boolean end() {
            over = true;
            return aborted;
        }
    }

    /**
     * Runs a call on the calling thread.
     *
     * @param abort makes the call fail soon; runs at most once, on another thread, and must not block
     * @throws InterruptedIOException if the thread is interrupted, before or meanwhile; its interrupt flag stays set
     */
    <T> T during(Call<T> call, Runnable abort) throws IOException {
        if (!WaitingThreads.missesInterrupts()) {
            return call.run();
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
        Watched watched = new Watched(abort);
        calls.add(watched);
        boolean aborted = false;
        try {
            start();
            return call.run();
        } catch (IOException | RuntimeException e) {
            aborted = watched.end();
            if (!aborted) {
                throw e;
            }
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting");
            interrupted.initCause(e);
            throw interrupted;
        } finally {
            calls.remove(watched);
            if (watched.end()) {
                // HTTP clients may have taken the flag for their own.
                Thread.currentThread().interrupt();
            }
        }
    }

    private void start() {
        if (!running.compareAndSet(false, true)) {
            return;
        }
        boolean started = false;
        try {
            Thread thread =
                    WaitingThreads.named("durable-streams-rest-interrupts").newThread(this::watch);
            watching = thread;
            thread.start();
            started = true;
        } finally {
            if (!started) {
                running.set(false);
            }
        }
    }

    private void watch() {
        long busy = System.nanoTime();
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(PERIOD.toNanos());
                long now = System.nanoTime();
                if (!calls.isEmpty()) {
                    busy = now;
                    calls.forEach(Watched::look);
                } else if (now - busy > IDLE.toNanos() && hasEnded()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            // The end of the transport, which has closed all connections.
            running.set(false);
        }
    }

    /** In this order: a call that begins meanwhile either is seen here, or starts another thread. */
    private boolean hasEnded() {
        running.set(false);
        return calls.isEmpty() || !running.compareAndSet(false, true);
    }

    /** Ends the thread. */
    @Override
    public void close() {
        Thread thread = watching;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
