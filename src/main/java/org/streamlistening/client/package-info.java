/**
 * The protocol client: creates, writes and reads durable streams, with or without CDI.
 *
 * <p>In: stream ids, content and options of the application. Out: results, batches of messages, and
 * {@link org.streamlistening.client.StreamException}s. Sessions and events are unknown here. This package has the types
 * that an application uses; {@code internal.http}, {@code internal.read} and {@code internal.produce} implement them.
 *
 * <p>Threads: any number of threads may use a client and a producer. A reader belongs to one thread at a time, except
 * for its {@code close}. A builder belongs to one thread. Options, results and batches are immutable. Calls block their
 * caller; an interrupt ends them with a {@link java.util.concurrent.CancellationException}, and the interrupt flag
 * stays set.
 *
 * @since 0.1
 */
@NullMarked
package org.streamlistening.client;

import org.jspecify.annotations.NullMarked;
