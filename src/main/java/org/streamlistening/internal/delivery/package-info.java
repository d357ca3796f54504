/**
 * From a parcel to a bean: order, a thread of the container, the contexts, and the types of payloads.
 *
 * <p>Who may touch what: a {@link org.streamlistening.internal.delivery.Delivery} runs on at most one thread at a time,
 * and everything it holds but its mailbox belongs to that thread.
 */
@NullMarked
package org.streamlistening.internal.delivery;

import org.jspecify.annotations.NullMarked;
