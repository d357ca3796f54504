package org.streamlistening.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.threads.Timer;

/** The time of a model, and the tasks of its servers, which run in random order. Everything runs on one thread. */
public final class ModelTime {

    private static final int DEEPEST = 3;

    private final Random random;
    private final List<Threads> all = new ArrayList<>();
    private long now;

    /** No time passes beyond this one: something that has begun must end before. */
    private long limit = Long.MAX_VALUE;

    private int depth;
    private boolean quiet;
    private @Nullable AssertionError failure;

    public ModelTime(Random random) {
        this.random = random;
    }

    public long now() {
        return now;
    }

    public Threads newThreads() {
        Threads threads = new Threads();
        all.add(threads);
        return threads;
    }

    /** Remembers a failed check, which the tested code takes for a failure of the store or of an observer. */
    public void check(Runnable checks) {
        try {
            checks.run();
        } catch (AssertionError e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }

    public void throwFailure() {
        if (failure != null) {
            throw failure;
        }
    }

    public void pass(Duration span) {
        now = Math.min(limit, now + span.toNanos());
        all.forEach(Threads::collectDue);
    }

    /** Runs one task of any server. Returns whether there was one. */
    public boolean step() {
        List<Threads> busy = all.stream().filter(Threads::canRun).toList();
        if (busy.isEmpty()) {
            return false;
        }
        List<Runnable> tasks = busy.get(random.nextInt(busy.size())).tasks;
        tasks.remove(random.nextInt(tasks.size())).run();
        return true;
    }

    public boolean isIdle() {
        return all.stream().allMatch(Threads::isIdle);
    }

    /** From now on every call that blocks returns soon. */
    public void quiet() {
        quiet = true;
    }

    /** Other threads run while the calling one waits: for less than this span. */
    public void meanwhile(Duration atMost) {
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
    public final class Threads implements Executor, Timer {

        private final List<Runnable> tasks = new ArrayList<>();
        private final List<Timed> timers = new ArrayList<>();
        private boolean dead;
        private boolean frozen;
        private boolean rejects;
        private BooleanSupplier blocked = () -> false;

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
            return !frozen && !tasks.isEmpty() && !blocked.getAsBoolean();
        }

        /** All of them wait for the one that runs, while this is true. */
        public void blockedWhile(BooleanSupplier condition) {
            blocked = condition;
        }

        public void rejectNext() {
            rejects = true;
        }

        public void freeze(boolean now) {
            frozen = now;
        }

        public boolean isFrozen() {
            return frozen;
        }

        public void kill() {
            dead = true;
            tasks.clear();
            timers.clear();
        }

        @Override
        public String toString() {
            return tasks.size() + " tasks, " + timers.size() + " timers" + (frozen ? ", frozen" : "");
        }

        public boolean isIdle() {
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
