/**
 * The idempotent producer: collects items into batches, sends them in order, and reports the outcome of each.
 *
 * <p>In: items. Out: one {@link org.streamlistening.client.ProducedBatch} per batch, in order.
 *
 * <p>Threads: any thread may append, flush and close. One thread dispatches the batches, and each request has a thread
 * of its own. Futures complete outside of all locks, after the queue has recorded the outcome: their dependents may
 * call the producer.
 */
@NullMarked
package org.streamlistening.internal.produce;

import org.jspecify.annotations.NullMarked;
