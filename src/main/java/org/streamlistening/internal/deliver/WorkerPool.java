package org.streamlistening.internal.deliver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.deliver.ListenerExecutor.Job;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.protocol.TimeText;

/**
 * The deliveries that wait, and the workers that run them: decides which worker runs which delivery, and how many
 * workers are needed. Starts no thread. Thread-safe: guarded by itself.
 */
final class WorkerPool {

    /** A longer wait of a delivery is worth a warning. */
    static final Duration TOO_LONG = Duration.ofSeconds(5);

    /** After such a time without a running delivery, no worker will run one by itself. */
    static final Duration STALLED = Duration.ofMinutes(1);

    /** The most listeners that a warning names. */
    private static final int MAX_NAMES = 10;

    private final int containerLimit;
    private final int ownLimit;
    private final LongSupplier nanos;

    private final JobQueue quick = new JobQueue();
    private final JobQueue slow = new JobQueue();
    private final Set<Worker> workers = new LinkedHashSet<>();
    private boolean warned;

    /** When a delivery last began or ended. */
    private long lastRun;

    WorkerPool(int containerLimit, int ownLimit, LongSupplier nanos) {
        this.containerLimit = containerLimit;
        this.ownLimit = ownLimit;
        this.nanos = nanos;
        this.lastRun = nanos.getAsLong();
    }

    /** @return the workers to start */
    synchronized List<Worker> add(Job job) {
        (job.listener().isSlow() ? slow : quick).add(job);
        return hire();
    }

    /** Removes a delivery that no worker has taken. */
    synchronized boolean withdraw(Job job) {
        return quick.remove(job) || slow.remove(job);
    }

    /** The next delivery of this worker; null if the worker ends. */
    synchronized @Nullable Job take(Worker worker) {
        worker.start();
        if (worker.isReplaced() && active() >= containerLimit) {
            workers.remove(worker);
            return null;
        }
        worker.keep();
        long now = nanos.getAsLong();
        Job next = (worker.isForSlow() ? slow : quick).poll();
        if (next == null) {
            workers.remove(worker);
            return null;
        }
        lastRun = now;
        worker.begin(next, now);
        return next;
    }

    /** @return whether this delivery ends a backlog that a warning was logged for */
    synchronized boolean done(Worker worker, Job job) {
        lastRun = nanos.getAsLong();
        worker.end(job, lastRun);
        boolean over = warned && !hasWaiting();
        warned &= !over;
        return over;
    }

    synchronized void remove(Worker worker) {
        workers.remove(worker);
    }

    /** @return the workers to start in place of this one */
    synchronized List<Worker> replace(Worker worker) {
        workers.remove(worker);
        return hire();
    }

    /** Whether a delivery waits for a worker. */
    synchronized boolean hasWaiting() {
        return !quick.isEmpty() || !slow.isEmpty();
    }

    synchronized int waiting() {
        return quick.size() + slow.size();
    }

    /** Whether deliveries wait, and none has run for a long time: no executor runs a worker. */
    synchronized boolean isStalled() {
        long now = nanos.getAsLong();
        long waited = Math.max(now - quick.oldest(now), now - slow.oldest(now));
        return Math.min(waited, now - lastRun) > STALLED.toNanos() && count(worker -> worker.job() != null) == 0;
    }

    /** Adds the workers that are needed and allowed, and returns them to be started. */
    synchronized List<Worker> hire() {
        if (active() >= containerLimit && slow.isEmpty()) {
            return List.of();
        }
        List<Worker> more = new ArrayList<>(1);
        while (quick.size() > starting(false) && active() < containerLimit) {
            boolean own = count(worker -> !worker.isOwn()) >= containerLimit;
            if (own && onOwn() >= ownLimit) {
                break;
            }
            more.add(hired(own, false));
        }
        while (slow.size() > starting(true)
                && count(Worker::isForSlow) < Math.max(1, ownLimit / 2)
                && onOwn() < ownLimit) {
            more.add(hired(true, true));
        }
        return more;
    }

    private Worker hired(boolean own, boolean forSlow) {
        Worker worker = new Worker(own, forSlow, nanos.getAsLong());
        workers.add(worker);
        return worker;
    }

    /**
     * Marks late workers as replaced. Returns the warning to log; null if there is none, or if it was logged already.
     */
    synchronized @Nullable String check() {
        long now = nanos.getAsLong();
        workers.forEach(worker -> worker.replaceIfLate(now));
        long waited = Math.max(now - quick.oldest(now), now - slow.oldest(now));
        if (warned || waited <= TOO_LONG.toNanos()) {
            return null;
        }
        warned = true;
        String busy = workers.stream()
                .flatMap(worker -> Stream.ofNullable(worker.job()))
                .map(job -> job.listener().name())
                .distinct()
                .limit(MAX_NAMES)
                .collect(Collectors.joining(", "));
        return NumberedMessage.DELIVERIES_WAIT.text(
                quick.size() + slow.size(),
                TimeText.rounded(Duration.ofNanos(waited)),
                busy,
                count(worker -> !worker.isStarted()));
    }

    /** The number of workers that serve quick listeners now, or are about to. */
    private int active() {
        return count(worker -> !worker.isForSlow() && !worker.isReplaced());
    }

    private int starting(boolean forSlow) {
        return count(worker -> !worker.isStarted() && worker.isForSlow() == forSlow && !worker.isReplaced());
    }

    private int onOwn() {
        return count(Worker::isOwn);
    }

    private int count(Predicate<Worker> which) {
        // A loop, since this runs for each delivery.
        int count = 0;
        for (Worker worker : workers) {
            count += which.test(worker) ? 1 : 0;
        }
        return count;
    }
}
