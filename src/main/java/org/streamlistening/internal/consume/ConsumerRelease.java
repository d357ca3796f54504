package org.streamlistening.internal.consume;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.protocol.TimeText;

/**
 * Stops the consumers of an application that ends, and releases them to other servers. Waits for running observers and
 * for the last checkpoints, but not longer than the end of an application may last.
 *
 * @param threads has the threads, which may wait
 * @param context runs a task on the calling thread, in the context that the store needs
 */
record ConsumerRelease(Executor threads, Executor context) {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    void stop(Collection<RunningConsumer> consumers) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Map<RunningConsumer, One> releases = new LinkedHashMap<>();
        // All of them end before one is waited for.
        consumers.forEach(consumer -> releases.put(consumer, new One(consumer)));
        releases.values().forEach(One::begin);
        releases.forEach((consumer, release) -> {
            if (!release.isEndedBefore(deadline)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        NumberedMessage.NOT_RELEASED.text(consumer.getName(), TimeText.of(PATIENCE)));
                release.interrupt();
            }
        });
    }

    /** The release of one consumer. The thread that stops the application calls it, and one thread works. */
    private final class One {

        private final RunningConsumer consumer;
        private final CountDownLatch idle = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);

        /** Guarded by this. Null while no thread works. */
        private @Nullable Thread worker;

        /** Guarded by this. */
        private boolean late;

        One(RunningConsumer consumer) {
            this.consumer = consumer;
            consumer.control().end(idle::countDown);
            consumer.detached();
        }

        void begin() {
            try {
                threads.execute(this::run);
            } catch (RuntimeException | Error rejected) {
                ended.countDown();
                SafeThrowables.log(LOG, System.Logger.Level.DEBUG, "a consumer could not be released", rejected);
            }
        }

        private void run() {
            try {
                if (work(Thread.currentThread())) {
                    idle.await();
                    context.execute(this::release);
                }
            } catch (InterruptedException late) {
                // No other thread waits for this one any more: it returns to its pool without the flag.
            } catch (Throwable e) {
                SafeThrowables.log(LOG, System.Logger.Level.DEBUG, "a consumer could not be released", e);
            } finally {
                work(null);
                ended.countDown();
            }
        }

        private void release() {
            try {
                consumer.control().release();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private synchronized boolean work(@Nullable Thread thread) {
            worker = thread;
            if (thread == null) {
                // After this, no interrupt arrives: the next task of this thread must not get it.
                Thread.interrupted();
            }
            return !late;
        }

        boolean isEndedBefore(long deadline) {
            try {
                return ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        synchronized void interrupt() {
            late = true;
            if (worker != null) {
                worker.interrupt();
            }
        }
    }
}
