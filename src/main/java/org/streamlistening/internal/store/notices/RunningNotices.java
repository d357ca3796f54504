package org.streamlistening.internal.store.notices;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.internal.threads.ContextLoader;
import org.streamlistening.internal.threads.ServerThreads;

/** Two threads, one that sends and one that receives, each of which repeats after a pause what failed. */
final class RunningNotices implements ChangeNotices {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), 2);

    /** For the end of the threads by themselves, and for it after their connections were aborted. */
    private static final Duration PATIENCE = Duration.ofMillis(700);

    private static final Duration LAST_PATIENCE = Duration.ofMillis(200);

    private final NoticeTransport transport;
    private final NoticeConnections connections;
    private final PendingNotices pending = new PendingNotices();
    private final NoticeListeners listeners = new NoticeListeners();
    private final NoticeOutage outage = new NoticeOutage(System::nanoTime);
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Guarded by this. */
    private final List<Thread> threads = new ArrayList<>();

    /** @param connections those that the transport uses */
    RunningNotices(NoticeTransport transport, NoticeConnections connections) {
        this.transport = transport;
        this.connections = connections;
    }

    /** @param loader the context class loader of the threads: pools look for resources of the application */
    synchronized RunningNotices start(ServerThreads starter, @Nullable ClassLoader loader) {
        threads.add(starter.start(
                "durable-streams-notices-receiver",
                () -> ContextLoader.run(loader, () -> untilInterrupted(this::receiveAll))));
        threads.add(starter.start(
                "durable-streams-notices-sender",
                () -> ContextLoader.run(loader, () -> untilInterrupted(this::sendAll))));
        return this;
    }

    /** What a thread does. */
    @FunctionalInterface
    private interface Loop {
        void run() throws InterruptedException;
    }

    /** Only {@link #close} interrupts. */
    private static void untilInterrupted(Loop loop) {
        try {
            loop.run();
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendAll() throws InterruptedException {
        int failures = 0;
        for (Optional<NoticeBatch> next = pending.take(); next.isPresent(); next = pending.take()) {
            try {
                transport.send(next.get());
                outage.works("sent");
                failures = 0;
                pause(transport.pauseAfterSend());
            } catch (SQLException | RuntimeException | Error failure) {
                if (isClosed()) {
                    return;
                }
                pending.addAgain(next.get());
                outage.failed("sent", failure);
                pause(BACKOFF.delay(++failures, Duration.ZERO));
            }
        }
    }

    private void receiveAll() throws InterruptedException {
        int failures = 0;
        try {
            while (!isClosed()) {
                try {
                    Duration pause = transport.receive(listeners);
                    listeners.reportMissed();
                    outage.works("received");
                    failures = 0;
                    pause(pause);
                } catch (SQLException | RuntimeException | Error failure) {
                    transport.disconnect();
                    if (!isClosed()) {
                        outage.failed("received", failure);
                        pause(BACKOFF.delay(++failures, Duration.ZERO));
                    }
                }
            }
        } finally {
            transport.disconnect();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Ends early when this is closed. */
    private void pause(Duration duration) throws InterruptedException {
        closed.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void publish(String streamId) {
        pending.add(streamId);
    }

    @Override
    public void onChange(Consumer<String> listener) {
        listeners.onChange(listener);
    }

    @Override
    public void onUnknownChanges(Runnable listener) {
        listeners.onUnknownChanges(listener);
    }

    @Override
    public synchronized void close() {
        listeners.close();
        closed.countDown();
        pending.close();
        if (haveEnded(PATIENCE)) {
            return;
        }
        // Something is blocked in the driver, or in the pool.
        connections.abort();
        threads.forEach(Thread::interrupt);
        if (!haveEnded(LAST_PATIENCE)) {
            LOG.log(System.Logger.Level.WARNING, "a thread that sends or receives change notices does not end");
        }
    }

    /** An interrupt of the caller ends the wait, and stays set. */
    private boolean haveEnded(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            for (Thread thread : threads) {
                TimeUnit.NANOSECONDS.timedJoin(thread, deadline - System.nanoTime());
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        return threads.stream().noneMatch(Thread::isAlive);
    }
}
