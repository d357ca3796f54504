/**
 * The way to a browser over a WebSocket: {@link org.streamlistening.websocket.StreamSocket} lets a connection follow a
 * stream, with a place of its own, for as long as its HTTP session lives.
 *
 * <p>Nothing else in this library needs {@code jakarta.websocket}: where a runtime lacks it, everything but this package
 * works.
 */
@NullMarked
package org.streamlistening.websocket;

import org.jspecify.annotations.NullMarked;
