package org.streamlistening.internal.listen;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamData;
import org.streamlistening.internal.listen.delivery.DeliveryTask;
import org.streamlistening.internal.listen.delivery.DeliveryToken;
import org.streamlistening.internal.listen.delivery.ObserverNotifier;
import org.streamlistening.internal.listen.delivery.UndeliveredMessage;

/**
 * Delivers one message of an earlier delivery again, in turn with the other deliveries of the listener, and also while
 * the listener is stopped. Moves nothing: neither the offset nor the status. The result gets the exception of an
 * observer; once it is completed, the delivery does not begin any more.
 */
final class Redelivery implements DeliveryTask.StepRunner {

    private final ListenerCore core;
    private final StreamData message;
    private final @Nullable String observer;
    private final DeliveryToken token = DeliveryToken.alwaysCurrent();
    private final CompletableFuture<Void> result;

    /** @param observer the only observer to notify; see {@link ObserverNotifier#notifyAgain} */
    Redelivery(
            ListenerCore core,
            String streamId,
            UndeliveredMessage undelivered,
            @Nullable String observer,
            CompletableFuture<Void> result) {
        this.core = core;
        this.message =
                new ListenerEvents(core, streamId).data(undelivered.behind().offset(), List.of(undelivered.message()));
        this.observer = observer;
        this.result = result;
        token.begin(undelivered.behind());
    }

    DeliveryTask task() {
        return new DeliveryTask(this, () -> DeliveryTask.Steps.of(List.of(this::deliver)), () -> result.complete(null));
    }

    private boolean deliver(ObserverNotifier observers) {
        core.setDelivering(token);
        try {
            observers.notifyAgain(message, observer);
        } finally {
            core.setDelivering(null);
        }
        return true;
    }

    @Override
    public String streamId() {
        return message.streamId();
    }

    @Override
    public boolean runStep(BooleanSupplier step) {
        return core.lock().run(() -> !result.isDone() && step.getAsBoolean());
    }

    @Override
    public void failed(DeliveryTask task, ObserverNotifier observers, int failures, RuntimeException cause) {
        result.completeExceptionally(cause);
    }
}
