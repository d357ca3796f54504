/**
 * The body of a response before it has a meaning: content codings, and the memory that unfinished messages of a client
 * occupy.
 *
 * <p>In: the bytes of a response and its {@code Content-Encoding}. Out: the decoded bytes, or an {@link
 * org.streamlistening.internal.http.body.UndecodableException}.
 *
 * <p>Threads: a body belongs to the thread that reads it. A
 * {@link org.streamlistening.internal.http.body.MessageBudget} is shared by all readers of a client and may be used by
 * any thread.
 */
@NullMarked
package org.streamlistening.internal.http.body;

import org.jspecify.annotations.NullMarked;
