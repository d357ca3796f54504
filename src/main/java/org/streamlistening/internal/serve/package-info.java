/**
 * The embedded server while it runs, and its HTTP side: {@link org.streamlistening.internal.serve.RunningServer} opens
 * and closes the store, and the dispatcher takes each request by method and path to its handler.
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
