/**
 * The streams that this server holds: their order of changes, their forks and lifetimes, and the readers that wait. No
 * servlet, no file.
 *
 * <p>In: requests as values of {@link org.streamlistening.internal.engine.state}. Out: a change that the store keeps,
 * or a {@link org.streamlistening.internal.engine.state.RequestRejectedException}. The rules are in
 * {@link org.streamlistening.internal.engine.decision}, the bytes in
 * {@link org.streamlistening.internal.engine.content}.
 *
 * <p>A change goes one way. It is decided within the lock of its stream and submitted to the store there, so that the
 * store receives the changes of a stream in order; the store keeps it; then it becomes readable, and readers are
 * notified. An error that depends on a change which is not durable yet is reported after that change is durable.
 *
 * <p>Locks, in this order: the table of streams ({@code StreamRegistry}), a stream ({@code DurableStream}; a fork
 * before its source), its content ({@code ReadableContent}), and last a lock of the store. Readers take no lock: they
 * see immutable values, and bytes below the end of a stream never change. Waiting readers are called outside of all
 * locks.
 */
@NullMarked
package org.streamlistening.internal.engine;

import org.jspecify.annotations.NullMarked;
