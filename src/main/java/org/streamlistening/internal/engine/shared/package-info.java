/**
 * The streams of a store that several servers share.
 *
 * <p>In: requests for a stream by its id. Out: the outcome of each, and streams for reading. The store has the state of
 * all streams, and decides by {@code engine.decision} within its transactions; this room has what belongs to one server:
 * the streams in use with their last bytes, the readers that wait, and the appends on their way to the store, which
 * become one transaction per stream.
 *
 * <p>Threads: any thread calls {@link org.streamlistening.internal.engine.shared.SharedStreams}; everything that waits
 * for the store runs on the worker threads of the context.
 */
@NullMarked
package org.streamlistening.internal.engine.shared;

import org.jspecify.annotations.NullMarked;
