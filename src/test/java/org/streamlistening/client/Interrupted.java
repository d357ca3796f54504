package org.streamlistening.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/**
 * The outcome of a call whose thread was interrupted.
 *
 * @param failure the exception of the call; null: it returned
 * @param restored whether the interrupt flag was set afterwards
 * @param took the time from the interrupt to the end of the call
 */
public record Interrupted(Throwable failure, boolean restored, Duration took) {

    private static final Duration PATIENCE = Duration.ofSeconds(8);

    /** Interrupts a blocked call after this number of requests. */
    static Interrupted by(Runnable call, ScriptedServer server, int requests) throws InterruptedException {
        return by(call, () -> server.requests().size() >= requests);
    }

    /** Interrupts a blocked call as soon as a condition holds. */
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

    /**
     * The exception of a call on another thread; null: none. The call is blocked or has ended when this method returns.
     */
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

    /** Whether the thread is blocked in a socket or parked, and stays so. */
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
