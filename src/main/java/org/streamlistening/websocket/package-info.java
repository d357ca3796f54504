/**
 * Streams over WebSocket: {@link org.streamlistening.websocket.StreamSocket} sends the messages of a stream to one
 * connection, from an offset of its own, until its HTTP session ends.
 *
 * <p>In: the handshake and the {@code @OnOpen} method of an endpoint. Out: text frames with JSON, one at a time.
 *
 * <p>Threads: any. The rest of this library works without {@code jakarta.websocket}.
 */
@NullMarked
package org.streamlistening.websocket;

import org.jspecify.annotations.NullMarked;
