package org.streamlistening.internal.deliver;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamEvent;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.listen.delivery.DeliveryChannel;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.listen.delivery.DeliveryTask;
import org.streamlistening.internal.listen.delivery.DeliveryToken;
import org.streamlistening.internal.listen.delivery.DeliveryTracing;
import org.streamlistening.internal.listen.delivery.ObserverNotifier;
import org.streamlistening.internal.threads.SerialTask;
import org.streamlistening.internal.threads.Timer;

/**
 * Delivers the tasks of one listener to its observers: on the container's executor, one after another, in the contexts
 * of the session. A {@link SerialTask} runs a few steps at a time, so that a long batch does not keep a thread of the
 * application.
 *
 * <p>The queue stays short: a listener requests its next batch only when the last one was delivered.
 */
public final class Delivery implements DeliveryChannel {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** How long one run delivers before it goes to the end of the executor's queue again. */
    private static final Duration RUN = Duration.ofMillis(10);

    private final DeliveryContext context;
    private final ObserverNotifier observers;
    private final DeliveryTracing tracing;
    private final Queue<DeliveryTask> tasks = new ConcurrentLinkedQueue<>();
    private final SerialTask serialTask;

    /** The attempt to deliver the first task; null before its first step. One step runs at a time. */
    private DeliveryTracing.@Nullable Trace trace;

    /** @param executor the container's; its threads are never kept waiting */
    public Delivery(DeliveryExecutor executor, Timer timer, DeliveryContext context, ObserverNotifier observers) {
        this(executor, timer, context, observers, DeliveryTracing.NONE);
    }

    /** @param tracing of the listener */
    public Delivery(
            DeliveryExecutor executor,
            Timer timer,
            DeliveryContext context,
            ObserverNotifier observers,
            DeliveryTracing tracing) {
        this.tracing = tracing;
        this.context = context;
        this.observers = observers;
        this.serialTask = new SerialTask(executor.forFirstOf(tasks), timer, RUN, new Work());
    }

    @Override
    public void deliver(DeliveryTask task) {
        tasks.add(task);
        serialTask.signal(() -> tasks.remove(task));
    }

    @Override
    public void notifyNow(StreamEvent event) {
        try {
            context.onCallingThread(() -> observers.notifyOf(event, DeliveryToken.alwaysCurrent()));
        } catch (Throwable e) {
            // The call of the listener takes effect without the event.
            SafeThrowables.log(
                    LOG,
                    System.Logger.Level.WARNING,
                    "cannot fire the event: the container context is not available",
                    e);
        }
    }

    private final class Work implements SerialTask.Work {

        @Override
        public boolean step() {
            DeliveryTask task = tasks.peek();
            if (task != null && !deliverNext(task)) {
                tasks.remove(task);
            }
            return !tasks.isEmpty();
        }

        @Override
        public void around(Runnable steps) {
            if (!tasks.isEmpty()) {
                context.around(steps);
            }
        }

        /** The container does not provide the contexts now. The tasks stay in the queue. */
        @Override
        public boolean failed(Throwable cause) {
            SafeThrowables.log(
                    LOG,
                    System.Logger.Level.WARNING,
                    "the container does not let a delivery run now; trying again",
                    cause);
            return true;
        }
    }

    /** Reports what an observer throws, errors included, to the listener, whose policies decide what happens. */
    @SuppressWarnings("CatchingUnchecked")
    private boolean deliverNext(DeliveryTask task) {
        DeliveryTracing.Trace traced = trace == null ? task.begin(tracing) : trace;
        trace = traced;
        BooleanSupplier step = () -> task.deliverNext(observers);
        boolean more = false;
        try {
            // One request context per step: a repeated delivery finds nothing of the last one in it.
            more = context.inRequest(traced == DeliveryTracing.Trace.NONE ? step : () -> traced.run(step));
            return more;
        } catch (Throwable e) {
            task.failed(observers, SafeThrowables.reportable("an observer threw", e));
            return false;
        } finally {
            if (!more) {
                trace = null;
                traced.end();
            }
        }
    }
}
