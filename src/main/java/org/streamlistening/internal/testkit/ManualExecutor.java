package org.streamlistening.internal.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.streamlistening.internal.threads.Timer;

/** An executor and a timer that run only when a test calls {@link #run} or {@link #advance}. For one thread. */
public final class ManualExecutor implements Executor, Timer {

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Due> timers =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::order));
    private Duration now = Duration.ZERO;
    private int order;

    private record Due(Duration at, int order, Runnable task) {}

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Runnable after(Duration delay, Runnable task) {
        Due due = new Due(now.plus(delay), order++, task);
        timers.add(due);
        return () -> timers.remove(due);
    }

    /** Runs all tasks and all timers that are due. */
    public void run() {
        fire();
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            fire();
        }
    }

    /**
     * Lets this time pass, and runs all tasks and timers in the order of their time.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public void advance(Duration by) {
        TestClock.requireForward(by);
        Duration until = now.plus(by);
        run();
        while (!timers.isEmpty() && timers.peek().at().compareTo(until) <= 0) {
            now = timers.peek().at();
            run();
        }
        now = until;
    }

    /** The time that has passed. */
    public long nanoTime() {
        return now.toNanos();
    }

    /** The time until the next timer is due. */
    public Duration untilNextTimer() {
        return timers.element().at().minus(now);
    }

    private void fire() {
        while (!timers.isEmpty() && timers.peek().at().compareTo(now) <= 0) {
            timers.remove().task().run();
        }
    }
}
