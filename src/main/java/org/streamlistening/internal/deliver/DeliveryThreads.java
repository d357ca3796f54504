package org.streamlistening.internal.deliver;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.streamlistening.internal.deliver.ListenerExecutor.Job;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.threads.Timer;

/**
 * Runs the deliveries of one application on a bounded number of threads, so that neither many listeners nor slow
 * observers keep the container's threads from other listeners and from the application.
 *
 * <p>A worker is one task on the container's executor. It runs deliveries one after another: those of one stream in the
 * order of their submission, and the streams in turn. It goes to the end of the executor's queue after a short time.
 * The number of workers is limited. A worker whose observer takes long is replaced by a worker on a thread of the
 * container's thread factory. A listener whose observers took long lately is served by such threads from the start.
 *
 * <p>{@link org.streamlistening.internal.threads.LimitedExecutor} differs: it knows no slow tasks, and moves none to
 * other threads. Deliveries to one listener are serial because a
 * {@link org.streamlistening.internal.threads.SerialTask} submits them, one at a time.
 *
 * <p>Thread-safe. Executors, clock and timer are handed in.
 */
public final class DeliveryThreads {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** How long a worker keeps a thread of the container before other tasks can run on it. */
    private static final Duration WORK = Duration.ofMillis(10);

    private static final Duration CHECK_EVERY = Duration.ofMillis(10);
    private static final Duration AFTER_REJECTION = Duration.ofSeconds(1);

    private final Threads threads;
    private final LongSupplier nanos;
    private final WorkerPool pool;
    private final PendingTimer nextCheck;

    /** Starts workers again after a rejection. */
    private final PendingTimer retry;

    /**
     * The executors that workers run on.
     *
     * @param starter submits the workers, on a thread without a caller's context, which executors would propagate
     * @param container the container's executor
     * @param own runs each task on a thread of its own
     * @param containerLimit the most workers on the container's executor at a time, at least 1
     * @param ownLimit the most workers on threads of their own at a time; half of these serve slow listeners
     */
    public record Threads(Executor starter, Executor container, Executor own, int containerLimit, int ownLimit) {}

    /** @param nanos the time, as {@link System#nanoTime} */
    public DeliveryThreads(Threads threads, Timer timer, LongSupplier nanos) {
        this.threads = threads;
        this.nanos = nanos;
        this.pool = new WorkerPool(threads.containerLimit(), threads.ownLimit(), nanos);
        this.nextCheck = new PendingTimer(timer, CHECK_EVERY, this::check);
        this.retry = new PendingTimer(timer, AFTER_REJECTION, this::startMore);
    }

    /**
     * The executor for the deliveries to one listener.
     *
     * @param listener it or its consumer as the subject of a sentence, for the log
     */
    public DeliveryExecutor executorFor(String listener) {
        return new ListenerExecutor(listener, this::submit, nanos);
    }

    /** The number of deliveries that wait for a thread now. */
    public int waiting() {
        return pool.waiting();
    }

    /** Whether deliveries wait that no thread has begun for a minute, while none runs any. */
    public boolean isStalled() {
        return pool.isStalled();
    }

    private void submit(Job job) {
        try {
            each(pool.add(job), this::start);
        } catch (Throwable rejected) {
            if (pool.withdraw(job)) {
                throw rejected;
            }
        }
        checkLater();
    }

    /**
     * Starts all workers, also if one of them cannot start. Throws if neither its executor nor the timer accepts one.
     */
    private static void each(List<Worker> workers, Consumer<Worker> start) {
        if (!workers.isEmpty()) {
            try {
                start.accept(workers.get(0));
            } finally {
                each(workers.subList(1, workers.size()), start);
            }
        }
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
            (worker.isOwn() ? threads.own() : threads.container()).execute(() -> run(worker));
        } catch (Throwable e) {
            failed(worker, e);
        }
    }

    private void failed(Worker worker, Throwable cause) {
        pool.remove(worker);
        // One retry for all workers: each attempt starts as many as are needed.
        System.Logger.Level level = retry.request() ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG;
        SafeThrowables.log(LOG, level, "the container does not let a delivery run now; trying again", cause);
    }

    private void startMore() {
        each(pool.hire(), this::start);
    }

    private void run(Worker worker) {
        // Again, if the timer rejected it.
        checkLater();
        try {
            deliverAll(worker);
        } finally {
            // After an Error too: a worker that has ended must not count.
            pool.remove(worker);
        }
    }

    private void deliverAll(Worker worker) {
        long begin = nanos.getAsLong();
        for (Job next = pool.take(worker); next != null; next = pool.take(worker)) {
            deliver(next);
            if (pool.done(worker, next)) {
                LOG.log(System.Logger.Level.INFO, "no delivery waits for a thread any more");
            }
            if (sharesThread(worker) && nanos.getAsLong() - begin > WORK.toNanos()) {
                // Other tasks of the container come first, if there are any.
                if (givesWay(worker)) {
                    return;
                }
                begin = nanos.getAsLong();
            }
        }
    }

    /** False if neither the container nor the timer accepts a worker in place of this one, which goes on then. */
    private boolean givesWay(Worker worker) {
        try {
            each(pool.replace(worker), this::begin);
            return true;
        } catch (Throwable rejected) {
            SafeThrowables.log(LOG, System.Logger.Level.DEBUG, "the thread of a delivery is kept", rejected);
            return false;
        }
    }

    /** Whether other tasks of the container wait for the thread. Without a thread factory all workers are its tasks. */
    private boolean sharesThread(Worker worker) {
        return !worker.isOwn() || threads.own() == threads.container();
    }

    private static void deliver(Job job) {
        try {
            job.delivery().run();
        } catch (Throwable e) {
            // A delivery handles exceptions of observers; any other one must not end the worker of other listeners.
            String what = "a delivery to " + job.listener().name() + " failed";
            SafeThrowables.log(LOG, System.Logger.Level.ERROR, what, e);
        } finally {
            // As an executor between two tasks: the interrupt of one observer must not meet another session.
            boolean unused = Thread.interrupted();
        }
    }

    /** Checks only while deliveries wait: without them no worker must be replaced. */
    private void checkLater() {
        if (!pool.hasWaiting()) {
            return;
        }
        try {
            nextCheck.request();
        } catch (Throwable rejected) {
            // The workers that are there run the deliveries. The next one, and the next worker, try again.
            SafeThrowables.log(LOG, System.Logger.Level.DEBUG, "late deliveries cannot be detected now", rejected);
        }
    }

    private void check() {
        String warning;
        try {
            warning = pool.check();
        } finally {
            // After an Error too: a delivery may wait behind an observer that hangs.
            checkLater();
        }
        if (!retry.isPending()) {
            startMore();
        }
        if (warning != null) {
            LOG.log(System.Logger.Level.WARNING, warning);
        }
    }
}
