/**
 * The state machine of one listener: its stream, offset, generation and status, from a batch to a task for the
 * delivery. Not part of the API.
 *
 * <p>In: calls of {@link org.streamlistening.internal.listen.ListenerStateMachine} from requests, observers and the end
 * of sessions, and batches of the shared reads in {@code tail}. Out: a task of {@code listen.delivery} per batch or
 * event, and a {@link org.streamlistening.internal.listen.ListenerSnapshot} for the serialised session. No HTTP, no
 * CDI, and no thread or clock of its own.
 *
 * <p>A message moves forward from hop to hop:
 *
 * <pre>{@code
 * BatchSource --> Subscription --> DeliveryTask --> DeliveryChannel        (the task waits for a thread)
 *                                  DeliveryTask --> DeliveryLock --> ObserverNotifier --> observer
 * }</pre>
 *
 * The second line runs on the thread of the delivery, which calls {@code deliverNext} as an executor calls a task.
 * Three calls point backward, and each completes what a hop holds: the notifier checks before each observer whether the
 * generation is still current, since {@code stop} takes effect between two observers; the delivery reports what an
 * observer threw, since only the listener knows its policies; and the subscription requests the next batch from its
 * source after the last message, which is the back-pressure.
 *
 * <p>Threads: any thread may call a listener. It replaces its state by compare-and-set. Observers run only on the
 * thread that holds the delivery lock of the listener.
 */
@NullMarked
package org.streamlistening.internal.listen;

import org.jspecify.annotations.NullMarked;
