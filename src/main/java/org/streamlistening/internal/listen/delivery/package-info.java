/**
 * The delivery of one listener: tasks of steps, the channel that runs them, the calls of observers, and the lock that
 * lets one thread at a time notify them. Not part of the API.
 *
 * <p>In: a {@link org.streamlistening.internal.listen.delivery.DeliveryTask} of a listener. Out: calls of a
 * {@link org.streamlistening.internal.listen.delivery.ObserverNotifier}, step by step. The channel and the notifier are
 * implemented by the rooms that deliver: CDI events in {@code deliver}, frames in {@code socket}.
 *
 * <p>Threads: a task, an {@link org.streamlistening.internal.listen.delivery.ObserverProgress} and a notifier belong to
 * the thread that holds the {@link org.streamlistening.internal.listen.delivery.DeliveryLock} of the listener. Any
 * thread may use the lock.
 */
@NullMarked
package org.streamlistening.internal.listen.delivery;

import org.jspecify.annotations.NullMarked;
