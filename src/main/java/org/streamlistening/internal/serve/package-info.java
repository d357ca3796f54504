/**
 * The HTTP side of the embedded server, independent of what carries a request: methods, parameters, headers, live reads.
 *
 * <p>In: a {@link org.streamlistening.internal.serve.ServerRequest}. Out: operations on the engine, whose results go into a
 * {@link org.streamlistening.internal.serve.ServerResponse}. A reader that waits holds no thread, and bodies are written
 * without blocking one.
 *
 * <p>Locks: a live reader ({@code SseReader}, {@code LongPollReader}) takes its own monitor first, and those of the engine
 * within it. A response is written outside of the engine's locks.
 */
@NullMarked
package org.streamlistening.internal.serve;

import org.jspecify.annotations.NullMarked;
