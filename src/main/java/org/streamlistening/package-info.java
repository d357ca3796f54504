/**
 * The API for session beans: the qualifier {@link org.streamlistening.StreamListening}, the session-scoped {@link
 * org.streamlistening.StreamListener}, its options and policies, and the events that it fires.
 *
 * <p>In: calls of {@code listen}, {@code stop} and {@code reset} in requests of a session. Out: CDI events of that
 * session, on threads of the container's executor.
 *
 * <p>The wire protocol is the <a
 * href="https://github.com/durable-streams/durable-streams/blob/main/PROTOCOL.md">Durable Streams Protocol</a>. A
 * section of the protocol that this documentation names is a section of that text.
 */
@NullMarked
package org.streamlistening;

import org.jspecify.annotations.NullMarked;
