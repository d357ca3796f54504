/**
 * Frames and subscriptions of WebSocket connections: one listener per connection, and the text frames for its messages.
 *
 * <p>In: delivery tasks of a listener. Out: text frames, one at a time, as fast as the client reads them.
 *
 * <p>Threads: a {@code SerialTask} runs on one thread at a time; callbacks of the container may come on any thread.
 */
@NullMarked
package org.streamlistening.internal.socket;

import org.jspecify.annotations.NullMarked;
