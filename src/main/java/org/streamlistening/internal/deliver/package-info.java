/**
 * From a delivery task to the observers: order, a thread of the container, the contexts, and the types of payloads.
 *
 * <p>In: a {@link org.streamlistening.internal.listen.DeliveryTask} of a listener. Out: CDI events.
 *
 * <p>Threads: a {@link org.streamlistening.internal.deliver.Delivery} runs on at most one thread at a time; everything that
 * it holds except its mailbox belongs to that thread.
 */
@NullMarked
package org.streamlistening.internal.deliver;

import org.jspecify.annotations.NullMarked;
