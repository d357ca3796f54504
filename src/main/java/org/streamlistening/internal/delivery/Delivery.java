package org.streamlistening.internal.delivery;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.streamlistening.StreamEvent;
import org.streamlistening.internal.listen.Observers;
import org.streamlistening.internal.listen.Parcel;
import org.streamlistening.internal.listen.Recipient;
import org.streamlistening.internal.listen.Timer;

/**
 * Brings the parcels of one listener to its observers: on the container's executor, one after the other, in short tasks,
 * so that a long batch does not keep a thread of the application from others.
 *
 * <p>The mailbox stays short by itself: a listener asks for its next batch only when the last one was delivered.
 */
public final class Delivery implements Recipient {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** How many items one task delivers before it goes to the end of the executor's queue again. */
    private static final int ITEMS_PER_TASK = 256;

    private static final Duration AFTER_REJECTION = Duration.ofSeconds(1);

    private final Executor executor;
    private final Timer timer;
    private final Surroundings surroundings;
    private final Observers observers;
    private final Queue<Parcel> mailbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** @param executor the container's; its threads are never kept waiting */
    public Delivery(Executor executor, Timer timer, Surroundings surroundings, Observers observers) {
        this.executor = executor;
        this.timer = timer;
        this.surroundings = surroundings;
        this.observers = observers;
    }

    @Override
    public void deliver(Parcel parcel) {
        mailbox.add(parcel);
        schedule();
    }

    @Override
    public void tellNow(StreamEvent event) {
        observers.tell(event, () -> true);
    }

    private void schedule() {
        if (!mailbox.isEmpty() && scheduled.compareAndSet(false, true)) {
            submit();
        }
    }

    private void submit() {
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.WARNING, "the managed executor is full or gone; delivering later", e);
            timer.after(AFTER_REJECTION, this::submit);
        }
    }

    private void run() {
        try {
            surroundings.around(this::deliverSome);
        } finally {
            scheduled.set(false);
            schedule();
        }
    }

    private void deliverSome() {
        for (int items = 0; items < ITEMS_PER_TASK; items++) {
            Parcel parcel = mailbox.peek();
            if (parcel == null) {
                return;
            }
            if (!handOver(parcel)) {
                mailbox.remove(parcel);
            }
        }
    }

    /** An observer may throw anything, errors included: the listener hears of it and decides. */
    @SuppressWarnings("CatchingUnchecked")
    private boolean handOver(Parcel parcel) {
        try {
            return parcel.handOver(observers);
        } catch (RuntimeException e) {
            parcel.failed(e);
            return false;
        } catch (Error e) {
            parcel.failed(new ObserverError(e));
            return false;
        }
    }

    /** So that an error of an observer travels like its exceptions, but cannot be taken for one. */
    static final class ObserverError extends RuntimeException {

        private static final long serialVersionUID = 1;

        ObserverError(Error cause) {
            super("an observer threw " + cause, cause);
        }
    }
}
