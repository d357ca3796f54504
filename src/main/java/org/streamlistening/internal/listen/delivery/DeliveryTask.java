package org.streamlistening.internal.listen.delivery;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.StreamBatch;

/** Delivers one batch or event to the observers of a listener, step by step. For one thread at a time. */
public final class DeliveryTask {

    private final StepRunner runner;
    private final Supplier<Steps> stepSource;
    private final Runnable onEnd;
    private final @Nullable StreamBatch batch;
    private @Nullable Steps steps;
    private int failures;
    private int outages;

    /**
     * @param stepSource makes the steps; called before the first step, after all earlier tasks were delivered
     * @param onEnd runs after the last step
     */
    public DeliveryTask(StepRunner runner, Supplier<Steps> stepSource, Runnable onEnd) {
        this(runner, stepSource, onEnd, null);
    }

    /** @param batch that the task delivers; null: none */
    public DeliveryTask(StepRunner runner, Supplier<Steps> stepSource, Runnable onEnd, @Nullable StreamBatch batch) {
        this.batch = batch;
        this.runner = runner;
        this.stepSource = stepSource;
        this.onEnd = onEnd;
    }

    /** Begins to trace an attempt of this delivery. A task without messages is not traced. */
    public DeliveryTracing.Trace begin(DeliveryTracing tracing) {
        return batch == null || batch.messages().isEmpty()
                ? DeliveryTracing.Trace.NONE
                : tracing.begin(streamId(), batch);
    }

    String streamId() {
        return runner.streamId();
    }

    /** Runs the steps of a task, and reacts to their failures: the subscription that made the task. */
    public interface StepRunner {

        /** The stream of the subscription. */
        String streamId();

        /** Runs a step while no other thread notifies observers of the listener; false if the subscription is over. */
        boolean runStep(BooleanSupplier step);

        /**
         * An observer threw.
         *
         * @param failures the number of consecutive failures of the step
         */
        void failed(DeliveryTask task, ObserverNotifier observers, int failures, RuntimeException cause);

        /**
         * Nothing can be delivered now: the task is delivered again until it succeeds. The default is for tasks that
         * need nothing but observers.
         *
         * @param attempts the number of consecutive attempts
         */
        default void unavailable(DeliveryTask task, int attempts, DeliveryUnavailableException cause) {
            throw cause;
        }

        /**
         * A step succeeded after it could not be delivered.
         *
         * @param attempts the number of attempts that failed
         */
        default void availableAgain(int attempts) {
            // Tasks that need nothing but observers are always available.
        }
    }

    /** One message or event, or a change of the state between two of them. */
    @FunctionalInterface
    public interface Step {
        /** @return whether all observers were notified */
        boolean run(ObserverNotifier observers);
    }

    /** The steps of one task, in order. A batch of many messages has no object for each step. */
    public interface Steps {

        /** Whether a step follows. */
        boolean hasNext();

        /**
         * Runs the next step, and goes on to the one after it if all observers were notified. If an observer throws,
         * the step stays the next one.
         *
         * @return whether all observers were notified
         */
        boolean runNext(ObserverNotifier observers);

        /** The messages of the last step that ran, which failed. None if it was not the step of a message or batch. */
        default List<UndeliveredMessage> undelivered(Optional<FailedNotification> failed) {
            return List.of();
        }

        static Steps of(List<Step> steps) {
            return new ListedSteps(steps);
        }
    }

    private static final class ListedSteps implements Steps {

        private final List<Step> steps;
        private int next;

        ListedSteps(List<Step> steps) {
            this.steps = steps;
        }

        @Override
        public boolean hasNext() {
            return next < steps.size();
        }

        @Override
        public boolean runNext(ObserverNotifier observers) {
            boolean all = steps.get(next).run(observers);
            next += all ? 1 : 0;
            return all;
        }
    }

    /**
     * Delivers the next step, unless the listener was stopped or follows another stream. Throws the exception of an
     * observer; the caller then calls {@link #failed}.
     *
     * @return whether more steps follow
     */
    public boolean deliverNext(ObserverNotifier observers) {
        return runner.runStep(() -> next(observers));
    }

    /** The last step failed: the policy of the listener decides whether it is delivered again. */
    public void failed(ObserverNotifier observers, RuntimeException cause) {
        if (cause instanceof DeliveryUnavailableException unavailable) {
            outages++;
            runner.unavailable(this, outages, unavailable);
            return;
        }
        failures++;
        runner.failed(this, observers, failures, cause);
    }

    /** The messages that the notification of the last step did not deliver; see {@link ObserverNotifier#failed}. */
    public List<UndeliveredMessage> undelivered(Optional<FailedNotification> failed) {
        return steps == null ? List.of() : steps.undelivered(failed);
    }

    /** The observer that threw is skipped: failures of the next one count from the beginning. */
    public void skipped() {
        failures = 0;
    }

    private boolean next(ObserverNotifier observers) {
        if (steps == null) {
            steps = stepSource.get();
        }
        if (steps.hasNext()) {
            if (!steps.runNext(observers)) {
                return false;
            }
            failures = 0;
            if (outages > 0) {
                runner.availableAgain(outages);
                outages = 0;
            }
        }
        if (steps.hasNext()) {
            return true;
        }
        onEnd.run();
        return false;
    }
}
