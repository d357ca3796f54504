package org.streamlistening.internal.listen;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import org.streamlistening.internal.threads.Timer;

/** The threads and timers of a model: tasks that run in random order. */
final class RandomSteps implements Executor, Timer {

    private final Random random;
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<Runnable> timers = new ArrayList<>();
    private boolean inTimer;

    RandomSteps(Random random) {
        this.random = random;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Runnable after(Duration delay, Runnable task) {
        timers.add(task);
        return () -> timers.remove(task);
    }

    /** Runs one task, if there is any. */
    void step() {
        if (!tasks.isEmpty()) {
            tasks.remove(random.nextInt(tasks.size())).run();
        }
    }

    /** Runs every current timer, unless another one cancels it. */
    void timePasses() {
        inTimer = true;
        try {
            List.copyOf(timers).forEach(timer -> {
                if (timers.remove(timer)) {
                    timer.run();
                }
            });
        } finally {
            inTimer = false;
        }
    }

    /** Whether a timer runs its task now. */
    boolean isInTimer() {
        return inTimer;
    }

    /** Runs tasks until there are none; no time passes. */
    void settle() {
        while (!tasks.isEmpty()) {
            step();
        }
    }

    /** Whether neither a task nor a timer is left. */
    boolean isIdle() {
        return tasks.isEmpty() && timers.isEmpty();
    }
}
