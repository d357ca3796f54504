/**
 * What an application types or observes: the qualifier {@link org.streamlistening.StreamListening}, the session-scoped
 * {@link org.streamlistening.StreamListener}, and the events it fires.
 *
 * <p>The wire is the <a href="https://github.com/durable-streams/durable-streams/blob/main/PROTOCOL.md">Durable Streams
 * Protocol</a>; sections named in this documentation are sections of that text.
 */
@NullMarked
package org.streamlistening;

import org.jspecify.annotations.NullMarked;
