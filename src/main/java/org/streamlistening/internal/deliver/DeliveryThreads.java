package org.streamlistening.internal.deliver;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.failures.ThrownByApplication;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.protocol.TimeText;
import org.streamlistening.internal.threads.Timer;

/**
 * Runs the deliveries of one application on a bounded number of threads, so that neither many listeners nor slow
 * observers keep the container's threads from other listeners and from the application.
 *
 * <p>A worker is one task on the container's executor. It takes one delivery after the other, in the order in which they
 * were submitted, and goes to the end of the executor's queue after a short time. There are at most as many workers as
 * the limit says. An observer that takes long keeps its worker: then another worker, on a thread of the library's own,
 * takes its place. A listener whose observers took long lately is served by threads of the library's own from the start.
 *
 * <p>Thread-safe. Executors, clock and timer are handed in.
 */
public final class DeliveryThreads {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** A delivery that takes longer makes its listener a slow one. That of a quick listener ends after a third of it. */
    static final Duration LONG = Duration.ofMillis(30);

    /** How many deliveries in a row have to be quick before a slow listener is a quick one again. */
    static final int QUICK_AGAIN = 10;

    /** A worker that the container has not started by then is replaced. */
    static final Duration UNSTARTED = Duration.ofSeconds(1);

    /** A delivery that waits for longer is worth a warning. */
    static final Duration TOO_LONG = Duration.ofSeconds(5);

    /** How long a worker keeps a thread of the container before other tasks have their turn. */
    private static final Duration WORK = Duration.ofMillis(10);

    private static final Duration CHECK_EVERY = Duration.ofMillis(10);
    private static final Duration AFTER_REJECTION = Duration.ofSeconds(1);

    /** How many listeners a warning names at most. */
    private static final int NAMED = 10;

    private final Threads threads;
    private final Timer timer;
    private final LongSupplier nanos;

    // Guarded by this.
    private final Queue<Job> quick = new ArrayDeque<>();
    private final Queue<Job> slow = new ArrayDeque<>();
    private final Set<Worker> workers = new LinkedHashSet<>();
    private boolean checking;
    private boolean warned;

    /**
     * Where workers run.
     *
     * @param starter submits the workers, on a thread without a caller's context, which executors would propagate
     * @param container the container's executor
     * @param own a thread for each task
     * @param containerLimit how many workers are on the container's executor at a time, at least 1
     * @param ownLimit how many workers have a thread of their own at a time; half of these serve slow listeners
     */
    public record Threads(Executor starter, Executor container, Executor own, int containerLimit, int ownLimit) {}

    /** @param nanos the time, as {@link System#nanoTime()} has it */
    public DeliveryThreads(Threads threads, Timer timer, LongSupplier nanos) {
        this.threads = threads;
        this.timer = timer;
        this.nanos = nanos;
    }

    /**
     * What one listener, or one socket, submits its deliveries to.
     *
     * @param name for the log
     */
    public Executor lane(String name) {
        return new Lane(name);
    }

    private final class Lane implements Executor {

        private final String name;

        /** How many quick deliveries it takes to be quick again; guarded by the outer monitor. */
        private int slowness;

        Lane(String name) {
            this.name = name;
        }

        @Override
        public void execute(Runnable delivery) {
            submit(new Job(this, delivery, nanos.getAsLong()));
        }

        void took(long duration) {
            slowness = duration > LONG.toNanos() ? QUICK_AGAIN : Math.max(0, slowness - 1);
        }

        boolean isSlow() {
            return slowness > 0;
        }
    }

    private record Job(Lane lane, Runnable delivery, long submitted) {}

    /** One task of an executor. */
    private final class Worker implements Runnable {

        private final boolean own;
        private final boolean forSlow;

        // Guarded by the outer monitor.
        private @Nullable Job job;
        /** Since when it works on that, or waits to be started. */
        private long since = nanos.getAsLong();

        private boolean started;
        /** Another worker has its place. */
        private boolean replaced;

        Worker(boolean own, boolean forSlow) {
            this.own = own;
            this.forSlow = forSlow;
        }

        @Override
        public void run() {
            long begin = nanos.getAsLong();
            for (Job next = take(this); next != null; next = take(this)) {
                deliver(next);
                done(this, next);
                if (!own && nanos.getAsLong() - begin > WORK.toNanos()) {
                    makeRoom(this);
                    return;
                }
            }
        }
    }

    private static void deliver(Job job) {
        try {
            job.delivery().run();
        } catch (Throwable e) {
            // A delivery handles what observers throw: whatever is left must not end the worker of other listeners.
            String what = "a delivery to " + FailureLog.listenerNamed(job.lane().name) + " failed";
            ThrownByApplication.log(LOG, System.Logger.Level.ERROR, what, e);
        }
    }

    private void submit(Job job) {
        List<Worker> more;
        synchronized (this) {
            (job.lane().isSlow() ? slow : quick).add(job);
            more = hire();
            checkLater();
        }
        more.forEach(this::start);
    }

    private synchronized @Nullable Job take(Worker worker) {
        worker.started = true;
        if (worker.replaced && active() >= threads.containerLimit()) {
            workers.remove(worker);
            return null;
        }
        worker.replaced = false;
        Job next = (worker.forSlow ? slow : quick).poll();
        if (next == null) {
            workers.remove(worker);
            return null;
        }
        worker.job = next;
        worker.since = nanos.getAsLong();
        return next;
    }

    private void done(Worker worker, Job job) {
        boolean over;
        synchronized (this) {
            job.lane().took(nanos.getAsLong() - worker.since);
            worker.job = null;
            over = warned && quick.isEmpty() && slow.isEmpty();
            warned &= !over;
        }
        if (over) {
            LOG.log(System.Logger.Level.INFO, "no delivery waits for a thread any more");
        }
    }

    /** The container's other tasks come first, if there are any. */
    private void makeRoom(Worker worker) {
        List<Worker> more;
        synchronized (this) {
            workers.remove(worker);
            more = hire();
        }
        more.forEach(this::begin);
    }

    /** The workers that are needed and allowed. */
    private List<Worker> hire() {
        List<Worker> more = new ArrayList<>(1);
        while (quick.size() > starting(false) && active() < threads.containerLimit()) {
            boolean own = count(worker -> !worker.own) >= threads.containerLimit();
            if (own && onOwn() >= threads.ownLimit()) {
                break;
            }
            more.add(hired(own, false));
        }
        while (slow.size() > starting(true)
                && count(worker -> worker.forSlow) < Math.max(1, threads.ownLimit() / 2)
                && onOwn() < threads.ownLimit()) {
            more.add(hired(true, true));
        }
        return more;
    }

    private Worker hired(boolean own, boolean forSlow) {
        Worker worker = new Worker(own, forSlow);
        workers.add(worker);
        return worker;
    }

    private void start(Worker worker) {
        try {
            threads.starter().execute(() -> begin(worker));
        } catch (Throwable e) {
            failed(worker, e);
        }
    }

    private void begin(Worker worker) {
        try {
            (worker.own ? threads.own() : threads.container()).execute(worker);
        } catch (Throwable e) {
            failed(worker, e);
        }
    }

    private void failed(Worker worker, Throwable cause) {
        synchronized (this) {
            workers.remove(worker);
        }
        ThrownByApplication.log(
                LOG, System.Logger.Level.WARNING, "the container does not let a delivery run now; trying again", cause);
        timer.after(AFTER_REJECTION, this::startMore);
    }

    private void startMore() {
        List<Worker> more;
        synchronized (this) {
            more = hire();
        }
        more.forEach(this::start);
    }

    /** Only while deliveries wait: otherwise no delivery needs the place of a worker that takes long. */
    private void checkLater() {
        if (!checking && !(quick.isEmpty() && slow.isEmpty())) {
            checking = true;
            timer.after(CHECK_EVERY, this::check);
        }
    }

    private void check() {
        String warning;
        synchronized (this) {
            checking = false;
            long now = nanos.getAsLong();
            for (Worker worker : workers) {
                judge(worker, now);
            }
            warning = warning(now);
            checkLater();
        }
        startMore();
        if (warning != null) {
            LOG.log(System.Logger.Level.WARNING, warning);
        }
    }

    private void judge(Worker worker, long now) {
        if (worker.forSlow || worker.replaced) {
            return;
        }
        Job job = worker.job;
        if (job != null && now - worker.since > LONG.toNanos()) {
            worker.replaced = true;
            job.lane().slowness = QUICK_AGAIN;
        } else if (!worker.started && !worker.own && now - worker.since > UNSTARTED.toNanos()) {
            worker.replaced = true;
        }
    }

    /** Null if there is nothing to warn of, or if that was done. */
    private @Nullable String warning(long now) {
        long waited = Stream.of(quick, slow)
                .flatMap(queue -> Stream.ofNullable(queue.peek()))
                .mapToLong(job -> now - job.submitted())
                .max()
                .orElse(0);
        if (warned || waited <= TOO_LONG.toNanos()) {
            return null;
        }
        warned = true;
        String busy = workers.stream()
                .flatMap(worker -> Stream.ofNullable(worker.job))
                .map(job -> FailureLog.listenerNamed(job.lane().name))
                .distinct()
                .limit(NAMED)
                .collect(Collectors.joining(", "));
        return NumberedMessage.DELIVERIES_WAIT.text(
                quick.size() + slow.size(),
                TimeText.rounded(Duration.ofNanos(waited)),
                busy,
                count(worker -> !worker.started));
    }

    /** The workers that serve quick listeners now, or are about to. */
    private int active() {
        return count(worker -> !worker.forSlow && !worker.replaced);
    }

    private int starting(boolean forSlow) {
        return count(worker -> !worker.started && worker.forSlow == forSlow && !worker.replaced);
    }

    private int onOwn() {
        return count(worker -> worker.own);
    }

    private int count(Predicate<Worker> which) {
        return (int) workers.stream().filter(which).count();
    }
}
