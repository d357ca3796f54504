package org.streamlistening.internal.deliver;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.streamlistening.StreamEvent;
import org.streamlistening.internal.failures.ThrownByApplication;
import org.streamlistening.internal.listen.DeliveryChannel;
import org.streamlistening.internal.listen.DeliveryTask;
import org.streamlistening.internal.listen.DeliveryToken;
import org.streamlistening.internal.listen.ObserverNotifier;
import org.streamlistening.internal.threads.Timer;

/**
 * Brings the parcels of one listener to its observers: on the container's executor, one after the other, in short tasks,
 * so that a long batch does not keep a thread of the application from others.
 *
 * <p>The mailbox stays short by itself: a listener asks for its next batch only when the last one was delivered.
 */
public final class Delivery implements DeliveryChannel {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** How long one task delivers before it goes to the end of the executor's queue again. */
    private static final long TASK_NANOS = Duration.ofMillis(10).toNanos();

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Executor executor;
    private final Timer timer;
    private final DeliveryContext context;
    private final ObserverNotifier observers;
    private final Queue<DeliveryTask> mailbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** @param executor the container's; its threads are never kept waiting */
    public Delivery(Executor executor, Timer timer, DeliveryContext context, ObserverNotifier observers) {
        this.executor = executor;
        this.timer = timer;
        this.context = context;
        this.observers = observers;
    }

    @Override
    public void deliver(DeliveryTask task) {
        mailbox.add(task);
        schedule();
    }

    @Override
    public void notifyNow(StreamEvent event) {
        try {
            context.here(() -> observers.notifyOf(event, DeliveryToken.alwaysCurrent()));
        } catch (Throwable e) {
            // The caller of the listener is not to blame, and what was asked for happens.
            ThrownByApplication.log(
                    LOG,
                    System.Logger.Level.WARNING,
                    "cannot fire the event: the container context is not available",
                    e);
        }
    }

    private void schedule() {
        if (!mailbox.isEmpty() && scheduled.compareAndSet(false, true)) {
            submit();
        }
    }

    private void submit() {
        try {
            executor.execute(this::run);
        } catch (Throwable e) {
            later(e);
        }
    }

    private void run() {
        try {
            context.around(this::deliverSome);
        } catch (Throwable e) {
            later(e);
            return;
        }
        scheduled.set(false);
        schedule();
    }

    /** Nothing is lost: what could not be delivered stays in the mailbox. */
    private void later(Throwable cause) {
        ThrownByApplication.log(
                LOG, System.Logger.Level.WARNING, "the container does not let a delivery run now; trying again", cause);
        try {
            timer.after(AFTER_FAILURE, this::submit);
        } catch (Throwable e) {
            // The next parcel tries again.
            scheduled.set(false);
            throw e;
        }
    }

    private void deliverSome() {
        long begin = System.nanoTime();
        for (DeliveryTask task = mailbox.peek(); task != null; task = mailbox.peek()) {
            if (!handOver(task)) {
                mailbox.remove(task);
            }
            if (System.nanoTime() - begin > TASK_NANOS) {
                return;
            }
        }
    }

    /** An observer may throw anything, errors included: the listener hears of it and decides. */
    @SuppressWarnings("CatchingUnchecked")
    private boolean handOver(DeliveryTask task) {
        try {
            // One for each, also when it comes again: nothing of the last message is found in it.
            return context.inRequest(() -> task.deliverNext(observers));
        } catch (Throwable e) {
            task.failed(observers, ThrownByApplication.reportable("an observer threw", e));
            return false;
        }
    }
}
