/**
 * Reads the response to one request of a reader, in parts: a page of catch-up or long-poll, or the events of
 * server-sent events.
 *
 * <p>In: a {@link org.streamlistening.internal.http.StreamResponse}, and the position that was requested. Out: a
 * {@link org.streamlistening.internal.read.response.ResponsePartReader} of batches, each with the position behind it.
 *
 * <p>Threads: confined to the thread that reads the response.
 */
@NullMarked
package org.streamlistening.internal.read.response;

import org.jspecify.annotations.NullMarked;
