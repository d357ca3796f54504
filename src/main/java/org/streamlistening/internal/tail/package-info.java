/**
 * Shared reads: one live read per stream serves all listeners that are up to date, and a listener that lags reads by
 * itself. Not part of the API.
 *
 * <p>In: readers of the client, by {@link org.streamlistening.internal.tail.Readers}. Out: one batch per request, to a
 * {@link org.streamlistening.internal.tail.BatchSubscriber}. No HTTP, no CDI, and no thread or clock of its own:
 * executors and the {@link org.streamlistening.internal.threads.Timer} are handed in.
 *
 * <p>A batch moves forward only:
 *
 * <pre>{@code
 * StreamReader --> Upstream --> Tail --> BatchSource --> BatchSubscriber (the subscription of a listener)
 * StreamReader --> Upstream --> ReadAhead --> BatchSource --> BatchSubscriber (of a listener that lags)
 * }</pre>
 *
 * The upstream of the first listener that is up to date becomes that of the tail. Requests move in the other direction,
 * one per batch: demand, as in Reactive Streams.
 *
 * <p>Threads: a {@link org.streamlistening.internal.tail.Tail}, a {@link org.streamlistening.internal.tail.BatchSource}
 * and an {@link org.streamlistening.internal.tail.Upstream} guard their fields by their own monitor. A thread acquires
 * the monitors in the order source, tails, tail, and calls no subscriber, executor or reader while it holds one.
 */
@NullMarked
package org.streamlistening.internal.tail;

import org.jspecify.annotations.NullMarked;
