/**
 * The idempotent producer: collects items into batches, sends them in order, and reports what became of each.
 *
 * <p>In: items. Out: one {@link org.streamlistening.client.ProducedBatch} per batch, in order. Futures complete outside of
 * all locks, after the queue has recorded the outcome.
 *
 * <p>Threads: any thread may append; one thread at a time sends.
 */
@NullMarked
package org.streamlistening.internal.produce;

import org.jspecify.annotations.NullMarked;
