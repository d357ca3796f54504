/**
 * One request to the embedded server and its response, independent of what carries them.
 *
 * <p>In: a {@link org.streamlistening.internal.serve.exchange.ServerRequest} and a
 * {@link org.streamlistening.internal.serve.exchange.ServerResponse}, which a servlet container or a call inside of the
 * process implements. Out: a status and headers, then a body through a
 * {@link org.streamlistening.internal.serve.exchange.ResponseSink}; for a failure, the status that the protocol
 * defines.
 *
 * <p>Threads: one at a time for each exchange; from request to response it can be another one. Nothing here blocks.
 */
@NullMarked
package org.streamlistening.internal.serve.exchange;

import org.jspecify.annotations.NullMarked;
