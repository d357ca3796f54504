package org.streamlistening.internal.listen;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.streamlistening.internal.threads.Timer;

/** An executor and a timer that a test moves by hand. */
public final class Steps implements Executor, Timer {

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

    /** Runs all tasks that are due. */
    public void run() {
        fire();
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            fire();
        }
    }

    public void advance(Duration by) {
        Duration until = now.plus(by);
        run();
        while (!timers.isEmpty() && timers.peek().at().compareTo(until) <= 0) {
            now = timers.peek().at();
            run();
        }
        now = until;
    }

    /** When the next timer is due, seen from now. */
    public Duration untilNextTimer() {
        return timers.element().at().minus(now);
    }

    private void fire() {
        while (!timers.isEmpty() && timers.peek().at().compareTo(now) <= 0) {
            timers.remove().task().run();
        }
    }
}
