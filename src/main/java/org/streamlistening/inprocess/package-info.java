/**
 * The port between a client and a server of the same process, without a socket.
 *
 * <p>In: requests of a {@link org.streamlistening.client.DurableStreamsClient} that was built with an
 * {@link org.streamlistening.inprocess.InProcessServer}. Out: responses of that server, such as the embedded server.
 * Both are messages of the protocol: method, path, query, headers, body and status. So the server applies all its rules
 * and limits, and the client behaves as over HTTP.
 *
 * <p>Threads: any thread may send a request. No call blocks: the server runs short work on the thread of the caller,
 * and notifies the caller when further bytes are available. A response belongs to one thread at a time, except for its
 * {@code close}.
 *
 * @since 0.1
 */
@NullMarked
package org.streamlistening.inprocess;

import org.jspecify.annotations.NullMarked;
