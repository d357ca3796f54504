package org.streamlistening.internal.deliver;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.deliver.ListenerExecutor.Job;

/** The state of one task of an executor that runs deliveries one after another. The {@link WorkerPool} guards it. */
final class Worker {

    /** A worker that the container has not started by then is replaced. */
    static final Duration UNSTARTED = Duration.ofSeconds(1);

    private final boolean own;
    private final boolean forSlow;
    private @Nullable Job job;

    /** The start of the job, or the time when the worker was submitted. */
    private long since;

    private boolean started;

    /** Another worker serves quick listeners in its place. */
    private boolean replaced;

    /**
     * @param own whether it has a thread of its own, made by the container's thread factory, rather than one of the
     *     executor
     * @param forSlow whether it serves slow listeners
     */
    Worker(boolean own, boolean forSlow, long now) {
        this.own = own;
        this.forSlow = forSlow;
        this.since = now;
    }

    boolean isOwn() {
        return own;
    }

    boolean isForSlow() {
        return forSlow;
    }

    boolean isStarted() {
        return started;
    }

    boolean isReplaced() {
        return replaced;
    }

    @Nullable
    Job job() {
        return job;
    }

    void start() {
        started = true;
    }

    /** There is room for this worker beside its replacement. */
    void keep() {
        replaced = false;
    }

    void begin(Job next, long now) {
        job = next;
        since = now;
    }

    void end(Job done, long now) {
        done.listener().took(now - since);
        job = null;
    }

    /**
     * Marks a worker for quick listeners as replaced if its delivery takes long, or if the container does not start it.
     */
    void replaceIfLate(long now) {
        if (forSlow || replaced) {
            return;
        }
        Job current = job;
        if (current != null && now - since > ListenerExecutor.LONG.toNanos()) {
            replaced = true;
            current.listener().markSlow();
        } else if (!started && !own && now - since > UNSTARTED.toNanos()) {
            replaced = true;
        }
    }
}
