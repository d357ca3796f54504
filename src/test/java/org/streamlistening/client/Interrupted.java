package org.streamlistening.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/**
 * What became of a call whose thread was interrupted.
 *
 * @param failure what it threw; null: it returned
 * @param restored whether the thread had its interrupt flag afterwards
 * @param took from the interrupt to the end
 */
public record Interrupted(Throwable failure, boolean restored, Duration took) {

    private static final Duration PATIENCE = Duration.ofSeconds(8);

    /** Interrupts a call while it waits, after the server was asked so often. */
    static Interrupted by(Runnable call, ScriptedServer server, int asked) throws InterruptedException {
        return by(call, () -> server.asked().size() >= asked);
    }

    /** Interrupts a call while it waits, once this holds. */
    public static Interrupted by(Runnable call, BooleanSupplier ready) throws InterruptedException {
        Outcome outcome = new Outcome();
        Thread thread = started(call, ready, outcome);
        long begin = System.nanoTime();
        thread.interrupt();
        thread.join(PATIENCE.toMillis());
        if (thread.isAlive()) {
            AssertionError alive = new AssertionError("still waiting " + PATIENCE + " after the interrupt");
            alive.setStackTrace(thread.getStackTrace());
            throw alive;
        }
        return new Interrupted(outcome.failure, outcome.flag, Duration.ofNanos(System.nanoTime() - begin));
    }

    /** What a call on another thread throws, null if nothing. It waits when this returns, or is over. */
    public static CompletableFuture<Throwable> waiting(Runnable call, BooleanSupplier ready) {
        Outcome outcome = new Outcome();
        started(call, ready, outcome);
        return outcome.thrown;
    }

    private static Thread started(Runnable call, BooleanSupplier ready, Outcome outcome) {
        Thread thread = new Thread(() -> outcome.of(call), "interrupted");
        thread.setDaemon(true);
        thread.start();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .until(() -> !thread.isAlive() || (ready.getAsBoolean() && isWaiting(thread)));
        return thread;
    }

    /** In a socket, or parked, for longer than a moment. */
    private static boolean isWaiting(Thread thread) {
        StackTraceElement[] now = thread.getStackTrace();
        return now.length > 0
                && (now[0].isNativeMethod() || now[0].getMethodName().equals("park"))
                && Arrays.equals(now, thread.getStackTrace());
    }

    private static final class Outcome {

        private final CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        private volatile Throwable failure;
        private volatile boolean flag;

        void of(Runnable call) {
            try {
                call.run();
            } catch (Throwable e) {
                failure = e;
            }
            flag = Thread.currentThread().isInterrupted();
            thrown.complete(failure);
        }
    }
}
