/**
 * Splits response bodies as they arrive: JSON arrays into messages, bytes into chunks, event streams into events.
 *
 * <p>In: the bytes of one response. Out: messages of bounded size. Incomplete messages count toward a
 * {@link org.streamlistening.internal.http.body.MessageBudget}.
 *
 * <p>Threads: confined to the thread that reads the response.
 */
@NullMarked
package org.streamlistening.internal.read.body;

import org.jspecify.annotations.NullMarked;
