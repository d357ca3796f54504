/**
 * The port between a client and a server of one process: requests go in and responses come out of it without a socket.
 * The embedded server implements it, and a {@link org.streamlistening.client.DurableStreamsClient} can be built on it.
 *
 * <p>What passes here are the messages of the protocol: method, path, query, headers, body, status. So the server applies
 * all its rules and limits to a caller in its own process, and the client notices no difference. No call waits: the
 * server runs what can be done at once on the caller's thread, and the caller is told when there is more.
 */
@NullMarked
package org.streamlistening.inprocess;

import org.jspecify.annotations.NullMarked;
