package org.streamlistening.internal.listen;

import static org.streamlistening.StreamStatus.FAILED;
import static org.streamlistening.StreamStatus.RETRYING;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamStatus;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.listen.delivery.DeliveryTask;
import org.streamlistening.internal.listen.delivery.DeliveryToken;
import org.streamlistening.internal.listen.delivery.DeliveryUnavailableException;
import org.streamlistening.internal.listen.delivery.ObserverNotifier;
import org.streamlistening.internal.metrics.DeliveryCounters;
import org.streamlistening.internal.tail.BatchSource;
import org.streamlistening.internal.tail.BatchSubscriber;

/**
 * One read of a listener in one generation: requests a batch from its source, has it delivered, and requests the next.
 * At any time it waits for one batch or for one delivery, never for both.
 */
final class Subscription implements BatchSubscriber, DeliveryTask.StepRunner, DeadLettering.WaitingSubscription {

    /** Earlier resets no longer count once a subscription has lasted this long. */
    private static final Duration LASTING = Duration.ofMinutes(1);

    private final ListenerCore core;
    private final long generation;
    private final String streamId;
    private final ListenerEvents events;
    private final DeliveryToken token = new DeliveryToken(this::isCurrent);
    private final BatchSource source;
    private final FailureLog log;
    private final DeliveryCounters deliveries;
    private final Policies policies;
    private final FailureHistory history;
    private final Consumer<FailureHistory> restart;
    private final Runnable cancelLasting;
    private volatile boolean succeeded;
    private volatile boolean lasted;

    /**
     * @param history the failures of this generation before this subscription
     * @param restart begins the next subscription of this generation
     */
    Subscription(
            ListenerCore core,
            ListenerState begin,
            String streamId,
            BatchSource source,
            FailureLog log,
            DeliveryCounters deliveries,
            FailureHistory history,
            Consumer<FailureHistory> restart) {
        this.core = core;
        this.generation = begin.generation();
        this.streamId = streamId;
        this.events = new ListenerEvents(core, streamId);
        this.source = source;
        this.log = log;
        this.deliveries = deliveries;
        this.policies = begin.policies();
        this.history = history;
        this.restart = restart;
        this.cancelLasting = history.resets() == 0 ? () -> {} : core.after(LASTING, () -> lasted = true);
    }

    long generation() {
        return generation;
    }

    /** For events, whose delivery is not repeated. */
    DeliveryToken token() {
        return token;
    }

    void requestNext() {
        if (!isCurrent()) {
            return;
        }
        try {
            source.request(this);
        } catch (Throwable e) {
            onFailure(SafeThrowables.reportable("reading stream '" + streamId + "' failed with", e));
        }
    }

    void end() {
        source.close();
        cancelLasting.run();
    }

    @Override
    public boolean isCurrent() {
        return core.isCurrent(generation);
    }

    @Override
    public String streamId() {
        return streamId;
    }

    @Override
    public boolean runStep(BooleanSupplier step) {
        return core.runInGeneration(generation, step);
    }

    @Override
    public void onBatch(StreamBatch batch) {
        succeeded = true;
        long received = deliveries.received();
        core.deliver(new DeliveryTask(
                this, () -> new BatchSteps(core, events, batch, generation), () -> delivered(batch, received)));
    }

    private void delivered(StreamBatch batch, long received) {
        deliveries.delivered(batch.messages().size(), received);
        if (batch.closed()) {
            end();
        } else {
            requestNext();
        }
    }

    @Override
    public void onInterruption(StreamException cause) {
        if (isCurrent() && core.state().status() != RETRYING) {
            // Dropped rather than delivered later: by then the read may go on, or have ended.
            core.deliverOrDrop(newTask(() -> List.of(statusStep(status -> RETRYING, cause)), () -> {}));
        }
    }

    @Override
    public void onFailure(RuntimeException cause) {
        if (!isCurrent()) {
            // The application called the listener before the failure arrived.
            return;
        }
        Offset offset = core.offset();
        try {
            reactions().readFailed(cause, offset, history.plus(cause, offset, succeeded, lasted));
        } catch (Throwable rejected) {
            failWithoutEvent(rejected);
        }
    }

    /**
     * Neither an executor nor the timer accepts a task, so no observer can be notified. The status and the log must not
     * say that the listener still reads.
     */
    @Override
    public void failWithoutEvent(Throwable rejected) {
        RuntimeException cause = SafeThrowables.reportable("a failure could not be delivered:", rejected);
        end();
        core.changeStatus(generation, status -> FAILED, cause, event -> true);
        log.gaveUp(events.source(), "no thread and no timer is available for stream '" + streamId + "'", cause);
    }

    /** Ends this subscription and begins the next one after a pause that grows. */
    void restartAfterPause(
            UnaryOperator<StreamStatus> status,
            @Nullable RuntimeException cause,
            FailureHistory now,
            List<DeliveryTask.Step> before) {
        end();
        List<DeliveryTask.Step> steps = new ArrayList<>(List.of(statusStep(status, cause)));
        steps.addAll(before);
        deliver(() -> steps, () -> core.later(now.attempts(), () -> deliver(List::of, () -> restart.accept(now))));
    }

    /** Ends the listener after a final failure. */
    @Override
    public void giveUp(String message, int httpStatus, RuntimeException cause) {
        log.gaveUp(events.source(), message, cause);
        end();
        deliver(
                () -> List.of(
                        statusStep(status -> FAILED, cause),
                        observers -> observers.notifyOf(events.failed(message, httpStatus, cause), token)),
                () -> {});
    }

    @Override
    public void failed(DeliveryTask task, ObserverNotifier observers, int failures, RuntimeException cause) {
        if (isCurrent()) {
            this.deliveries.failed();
            reactions().deliveryFailed(task, observers, failures, cause);
        }
    }

    @Override
    public void unavailable(DeliveryTask task, int attempts, DeliveryUnavailableException cause) {
        if (isCurrent()) {
            reactions().deliveryUnavailable(task, attempts, cause);
        }
    }

    private FailureReactions reactions() {
        return new FailureReactions(this, core, policies, events, log);
    }

    @Override
    public DeliveryTask.Step statusStep(UnaryOperator<StreamStatus> change, @Nullable Throwable cause) {
        return observers -> core.changeStatus(generation, change, cause, event -> observers.notifyOf(event, token));
    }

    @Override
    public void deliver(Supplier<List<DeliveryTask.Step>> stepSource, Runnable onEnd) {
        core.deliver(newTask(stepSource, onEnd));
    }

    private DeliveryTask newTask(Supplier<List<DeliveryTask.Step>> stepSource, Runnable onEnd) {
        return new DeliveryTask(this, () -> DeliveryTask.Steps.of(stepSource.get()), onEnd);
    }
}
