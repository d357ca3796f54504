/**
 * The content of a stream as readers see it: durable bytes, the pages that they are cut into, the bytes that a fork
 * inherits, and the range that retention keeps.
 *
 * <p>In: the state of the stream after each durable change, from the engine; positions and offsets, from readers. Out:
 * a {@link org.streamlistening.internal.engine.content.ContentPage}, or a
 * {@link org.streamlistening.internal.engine.state.RequestRejectedException} for an offset that is invalid or trimmed.
 *
 * <p>Threads: any thread reads without a lock. The engine changes a {@code ReadableContent} under the lock of its
 * stream; {@code ReadableContent} is guarded by itself in addition, since a fork claims the bytes of its source.
 */
@NullMarked
package org.streamlistening.internal.engine.content;

import org.jspecify.annotations.NullMarked;
