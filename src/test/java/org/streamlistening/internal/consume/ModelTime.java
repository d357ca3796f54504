package org.streamlistening.internal.consume;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.threads.Timer;

/** The time of a model, and the tasks of its servers, which run in random order. Everything runs on one thread. */
final class ModelTime {

    private static final int DEEPEST = 3;

    private final Random random;
    private final List<Threads> all = new ArrayList<>();
    private long now;

    /** No time passes beyond this one: something that has begun must end before. */
    private long limit = Long.MAX_VALUE;

    private int depth;
    private boolean quiet;
    private @Nullable AssertionError failure;

    ModelTime(Random random) {
        this.random = random;
    }

    long now() {
        return now;
    }

    Threads newThreads() {
        Threads threads = new Threads();
        all.add(threads);
        return threads;
    }

    /** Remembers a failed check, which the tested code takes for a failure of the store or of an observer. */
    void check(Runnable checks) {
        try {
            checks.run();
        } catch (AssertionError e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }

    void throwFailure() {
        if (failure != null) {
            throw failure;
        }
    }

    void pass(Duration span) {
        now = Math.min(limit, now + span.toNanos());
        all.forEach(Threads::collectDue);
    }

    /** Runs one task of any server. Returns whether there was one. */
    boolean step() {
        List<Threads> busy = all.stream().filter(Threads::canRun).toList();
        if (busy.isEmpty()) {
            return false;
        }
        List<Runnable> tasks = busy.get(random.nextInt(busy.size())).tasks;
        tasks.remove(random.nextInt(tasks.size())).run();
        return true;
    }

    boolean isIdle() {
        return all.stream().allMatch(Threads::isIdle);
    }

    /** From now on every call that blocks returns soon. */
    void quiet() {
        quiet = true;
    }

    /** Other threads run while the calling one waits: for less than this span. */
    void meanwhile(Duration atMost) {
        if (depth == DEEPEST || random.nextInt(3) > 0) {
            return;
        }
        long outer = limit;
        limit = Math.min(limit, now + atMost.toNanos() - 1);
        depth++;
        try {
            // The longest possible wait is the one that goes wrong.
            if (!quiet && random.nextBoolean()) {
                pass(atMost);
            }
            for (int i = random.nextInt(8); i > 0; i--) {
                if (!quiet && random.nextInt(4) == 0) {
                    pass(atMost.dividedBy(1 + random.nextInt(6)));
                } else {
                    step();
                }
            }
        } finally {
            depth--;
            limit = outer;
        }
    }

    /** Threads of one server. */
    final class Threads implements Executor, Timer {

        private final List<Runnable> tasks = new ArrayList<>();
        private final List<Timed> timers = new ArrayList<>();
        private boolean dead;
        private boolean frozen;
        private boolean rejects;

        @Override
        public void execute(Runnable task) {
            if (rejects) {
                rejects = false;
                throw new RejectedExecutionException("as scripted");
            }
            if (!dead) {
                tasks.add(task);
            }
        }

        @Override
        public Runnable after(Duration delay, Runnable task) {
            Timed timed = new Timed(now + delay.toNanos(), task);
            if (!dead) {
                timers.add(timed);
            }
            return () -> timers.remove(timed);
        }

        private void collectDue() {
            for (Timed timed : List.copyOf(timers)) {
                if (timed.due <= now && timers.remove(timed)) {
                    tasks.add(timed.task);
                }
            }
        }

        private boolean canRun() {
            return !frozen && !tasks.isEmpty();
        }

        void rejectNext() {
            rejects = true;
        }

        void freeze(boolean now) {
            frozen = now;
        }

        boolean isFrozen() {
            return frozen;
        }

        void kill() {
            dead = true;
            tasks.clear();
            timers.clear();
        }

        @Override
        public String toString() {
            return tasks.size() + " tasks, " + timers.size() + " timers" + (frozen ? ", frozen" : "");
        }

        boolean isIdle() {
            return tasks.isEmpty() && timers.isEmpty();
        }
    }

    /** Compared by identity: two timers can be equal. */
    private static final class Timed {

        private final long due;
        private final Runnable task;

        Timed(long due, Runnable task) {
            this.due = due;
            this.task = task;
        }
    }
}
