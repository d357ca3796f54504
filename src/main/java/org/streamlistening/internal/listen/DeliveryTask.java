package org.streamlistening.internal.listen;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Delivers one batch or event to the observers of a listener, step by step. For one thread at a time. */
public final class DeliveryTask {

    private final Owner owner;
    private final Supplier<List<Step>> contents;
    private final Runnable then;
    private @Nullable List<Step> steps;
    private int at;
    private int failures;

    /**
     * @param contents makes the steps; called before the first step, after all earlier tasks were delivered
     * @param then runs after the last step
     */
    DeliveryTask(Owner owner, Supplier<List<Step>> contents, Runnable then) {
        this.owner = owner;
        this.contents = contents;
        this.then = then;
    }

    /** The subscription that a task belongs to. */
    interface Owner {

        /** Runs a step while no other thread notifies observers of the listener; false if the subscription is over. */
        boolean runStep(BooleanSupplier step);

        /** An observer threw, for this number of times in a row. */
        void failed(DeliveryTask task, ObserverNotifier observers, int times, RuntimeException cause);
    }

    /** One message or event, or a change of the state between two of them. */
    @FunctionalInterface
    interface Step {
        /** @return whether all observers were notified */
        boolean run(ObserverNotifier observers);
    }

    /**
     * Delivers the next step, unless the listener was stopped or follows another stream by now. Throws the exception of an
     * observer: then call {@link #failed}.
     *
     * @return whether more steps follow
     */
    public boolean deliverNext(ObserverNotifier observers) {
        return owner.runStep(() -> next(observers));
    }

    /** The last step failed: the policy of the listener decides whether it is delivered again. */
    public void failed(ObserverNotifier observers, RuntimeException cause) {
        failures++;
        owner.failed(this, observers, failures, cause);
    }

    private boolean next(ObserverNotifier observers) {
        if (steps == null) {
            steps = contents.get();
        }
        if (at < steps.size()) {
            if (!steps.get(at).run(observers)) {
                return false;
            }
            at++;
            failures = 0;
        }
        if (at < steps.size()) {
            return true;
        }
        then.run();
        return false;
    }
}
