/**
 * GET: the three ways to read a stream, which are catch-up, long-poll and server-sent events (Protocol, sections 5.6 to
 * 5.8).
 *
 * <p>In: an exchange and the {@link org.streamlistening.internal.engine.ReadableStream} that it reads. Out: one page as
 * a response, or events until the maximum duration is over. A reader that waits holds no thread, and bodies are written
 * as fast as the client reads them, without blocking a thread.
 *
 * <p>Locks: an {@code SseReader} takes its own monitor first, and those of the engine within it; a
 * {@code LongPollReader} holds none when it calls. The engine, the container and the timers call it on threads of their
 * own, outside of the engine's locks.
 */
@NullMarked
package org.streamlistening.internal.serve.read;

import org.jspecify.annotations.NullMarked;
