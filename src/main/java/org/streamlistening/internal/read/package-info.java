/**
 * Readers: they catch up with plain reads, then read live with long-polls or server-sent events.
 *
 * <p>In: a position in a stream. Out: a {@link org.streamlistening.client.StreamBatch} per call of {@code next()}, with
 * the position behind it. Knows nothing of CDI or sessions.
 *
 * <p>Threads: one thread reads at a time; {@code close} may come from any thread and ends a read that waits.
 */
@NullMarked
package org.streamlistening.internal.read;

import org.jspecify.annotations.NullMarked;
