/**
 * One request of the client and its response: retries, limits, and the mapping of error responses to exceptions.
 *
 * <p>In: a method, a stream id, headers and a body. Out: a {@link org.streamlistening.internal.http.StreamResponse}, or a
 * {@link org.streamlistening.client.StreamException}. The request travels through a
 * {@link org.streamlistening.internal.http.Transport}; nothing in this package knows which one it is.
 *
 * <p>Threads: a call blocks its caller, or reports later through
 * {@link org.streamlistening.internal.threads.Awaitable} without a thread. A response belongs to the thread that reads it.
 */
@NullMarked
package org.streamlistening.internal.http;

import org.jspecify.annotations.NullMarked;
