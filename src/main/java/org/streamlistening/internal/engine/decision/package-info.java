/**
 * Which change a request causes: pure functions of the state of a stream and of the request. No lock, no clock, no I/O.
 *
 * <p>In: a request as a value of {@link org.streamlistening.internal.engine.state}, the state of its stream
 * ({@code StreamView}), the limits and the date. Out:
 * the change to keep, or a {@link org.streamlistening.internal.engine.state.RequestRejectedException}.
 *
 * <p>The engine decides here for the streams that this server holds in memory, and within the transactions of a
 * {@link org.streamlistening.internal.store.SharedStore}.
 *
 * <p>Threads: any. The caller holds the state still during the decision: by the lock of the stream, or by its
 * transaction.
 */
@NullMarked
package org.streamlistening.internal.engine.decision;

import org.jspecify.annotations.NullMarked;
