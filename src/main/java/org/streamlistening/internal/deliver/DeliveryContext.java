package org.streamlistening.internal.deliver;

import java.util.function.BooleanSupplier;

/**
 * What has to be around an observer on a background thread: the session of its listener, a request context, and the
 * container context of the caller of {@code listen}.
 */
@FunctionalInterface
public interface DeliveryContext {

    /** Runs the task on the calling thread with session and container context active, and takes them away again. */
    void around(Runnable task);

    /** Runs one step, within {@link #around}, in a request context of its own. */
    default boolean inRequest(BooleanSupplier step) {
        return step.getAsBoolean();
    }

    /** Runs the task on the calling thread: as it is if it has the session already, else with all that around it. */
    default void here(Runnable task) {
        task.run();
    }
}
