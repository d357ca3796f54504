package org.streamlistening.websocket;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.streamlistening.internal.threads.Timer;

/** Threads and time that stand still until a test moves them. */
public final class HandMoved implements Executor, Timer {

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

    /** Runs whatever can run now. */
    public void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    public void advance(Duration by) {
        run();
        Duration until = now.plus(by);
        while (!timers.isEmpty() && timers.peek().at().compareTo(until) <= 0) {
            Due due = timers.remove();
            now = due.at();
            due.task().run();
            run();
        }
        now = until;
    }
}
