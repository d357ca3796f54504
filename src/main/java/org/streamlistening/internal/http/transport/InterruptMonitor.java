package org.streamlistening.internal.http.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.threads.WaitingThreads;

/**
 * Ends calls that block in a socket when their thread is interrupted, because a socket does not react to interrupts.
 * One thread polls the interrupt flags of all threads in such calls; it exists only while there are calls.
 *
 * <p>The monitor ignores the threads of this library: the library ends their waits by closing the connection.
 */
final class InterruptMonitor implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(InterruptMonitor.class.getName());

    /** How often the flags are polled, and thus the longest delay of an interrupt. */
    private static final Duration PERIOD = Duration.ofMillis(20);

    /** How long the thread stays without calls, so that not each short call starts another thread. */
    private static final Duration IDLE = Duration.ofSeconds(2);

    private final ThreadFactory threads;
    private final Set<BlockedCall> calls = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile @Nullable Thread thread;

    /** @param threads makes the polling thread */
    InterruptMonitor(ThreadFactory threads) {
        this.threads = threads;
    }

    /** A call that blocks. */
    interface Call<T> {
        T run() throws IOException;
    }

    /** A call that blocks its thread, and the action that ends it. */
    private static final class BlockedCall {

        private final Thread caller = Thread.currentThread();
        private final Runnable abort;

        // Guarded by this.
        private boolean ended;
        private boolean aborted;

        BlockedCall(Runnable abort) {
            this.abort = abort;
        }

        synchronized void poll() {
            if (!ended && !aborted && caller.isInterrupted()) {
                aborted = isStarted(abort);
            }
        }

        /** Without a thread for it, the next poll tries again. The polling thread must not end: it serves all calls. */
        private static boolean isStarted(Runnable abort) {
            try {
                abort.run();
                return true;
            } catch (RuntimeException | Error failure) {
                LOG.log(System.Logger.Level.DEBUG, "an interrupted call cannot be ended now; trying again", failure);
                return false;
            }
        }

        synchronized boolean end() {
            ended = true;
            return aborted;
        }
    }

    /**
     * Runs a call on the calling thread, and aborts it when that thread is interrupted.
     *
     * @param abort makes the call fail soon; runs at most once, on another thread, and must not block
     * @throws InterruptedIOException if the thread is interrupted before or during the call; its interrupt flag stays
     *     set
     */
    <T> T run(Call<T> call, Runnable abort) throws IOException {
        if (!WaitingThreads.missesInterrupts()) {
            return call.run();
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
        BlockedCall blocked = new BlockedCall(abort);
        calls.add(blocked);
        boolean aborted = false;
        try {
            start();
            return call.run();
        } catch (IOException | RuntimeException e) {
            aborted = blocked.end();
            if (!aborted) {
                throw e;
            }
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting");
            interrupted.initCause(e);
            throw interrupted;
        } finally {
            calls.remove(blocked);
            if (blocked.end()) {
                // The HTTP client may have cleared the flag.
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
            Thread created = threads.newThread(this::poll);
            thread = created;
            created.start();
            started = true;
        } catch (RejectedExecutionException noThread) {
            // The call ends without an interrupt, too: by its response, or by a time-out.
            LOG.log(System.Logger.Level.DEBUG, "interrupts of blocked calls are missed now", noThread);
        } finally {
            if (!started) {
                running.set(false);
            }
        }
    }

    private void poll() {
        long lastCall = System.nanoTime();
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(PERIOD.toNanos());
                long now = System.nanoTime();
                if (!calls.isEmpty()) {
                    lastCall = now;
                    calls.forEach(BlockedCall::poll);
                } else if (now - lastCall > IDLE.toNanos() && hasEnded()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            // The transport was closed, after all its connections.
            running.set(false);
        }
    }

    /** Resets the flag first: a concurrent call is either visible here, or starts another thread. */
    private boolean hasEnded() {
        running.set(false);
        return calls.isEmpty() || !running.compareAndSet(false, true);
    }

    /** Ends the polling thread. */
    @Override
    public void close() {
        Thread current = thread;
        if (current != null) {
            current.interrupt();
        }
    }
}
