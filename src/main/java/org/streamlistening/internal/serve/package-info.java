/**
 * The HTTP side of the embedded server: dispatches a request by its method and path, creates, appends and deletes.
 *
 * <p>In: a {@link org.streamlistening.internal.serve.exchange.ServerExchange}. Out: an operation on the engine, whose
 * result goes into the response. GET goes on to {@link org.streamlistening.internal.serve.read}.
 *
 * <p>Threads: a request is handled on the thread of its caller. The response is sent on the thread that completes the
 * operation, outside of the engine's locks.
 */
@NullMarked
package org.streamlistening.internal.serve;

import org.jspecify.annotations.NullMarked;
