/**
 * Streams in memory, for as long as the application runs.
 *
 * <p>Threads: writers are serialised by the lock of the stream; readers see immutable snapshots.
 */
@NullMarked
package org.streamlistening.internal.store.memory;

import org.jspecify.annotations.NullMarked;
