/**
 * From a delivery task to the observers: order, a thread of the container, the contexts, and the types of payloads. Not
 * part of the API.
 *
 * <p>In: a {@link org.streamlistening.internal.listen.delivery.DeliveryTask} of a listener. Out: calls of CDI
 * observers.
 *
 * <pre>{@code
 * Delivery --> SerialTask --> ListenerExecutor --> DeliveryThreads         (the task waits for a thread)
 *              SerialTask --> DeliveryContext --> DeliveryTask --> EventObservers --> observer
 * }</pre>
 *
 * <p>Threads: a {@link org.streamlistening.internal.deliver.Delivery} runs on at most one thread at a time.
 * {@link org.streamlistening.internal.deliver.EventObservers}, its pending notifications and decoded messages belong to
 * that thread. {@code WorkerPool} guards workers and listener executors by its monitor.
 */
@NullMarked
package org.streamlistening.internal.deliver;

import org.jspecify.annotations.NullMarked;
