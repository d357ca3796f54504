package org.streamlistening.internal.deliver;

import java.util.function.BooleanSupplier;

/**
 * The contexts of an observer on a background thread: the session of its listener, a request context, and the container
 * context of the caller of {@code listen}.
 */
@FunctionalInterface
public interface DeliveryContext {

    /**
     * Runs the task on the calling thread with session and container context active, and restores the previous ones.
     */
    void around(Runnable task);

    /** Runs one step, within {@link #around}, in a request context of its own. */
    default boolean inRequest(BooleanSupplier step) {
        return step.getAsBoolean();
    }

    /** Runs the task on the calling thread: directly if the session is active there, else in all of these contexts. */
    default void onCallingThread(Runnable task) {
        task.run();
    }
}
