/**
 * One request of the client and its response: retries, limits, and the mapping of error responses to exceptions.
 *
 * <p>In: a method, a stream id, headers and a body, as a {@link org.streamlistening.internal.http.StreamRequest}. Out:
 * a {@link org.streamlistening.internal.http.StreamResponse}, or a {@link org.streamlistening.client.StreamException}.
 * The request travels through a {@link org.streamlistening.internal.http.Transport}; nothing in this package knows
 * which one it is.
 *
 * <p>{@link org.streamlistening.internal.http.RetrySequence} alone decides whether and when a request is tried again.
 *
 * <p>Threads: a call blocks its caller, or reports later through {@link org.streamlistening.internal.threads.Awaitable}
 * without a thread. A response and a retry sequence belong to one thread at a time; any thread may use the other
 * classes.
 */
@NullMarked
package org.streamlistening.internal.http;

import org.jspecify.annotations.NullMarked;
