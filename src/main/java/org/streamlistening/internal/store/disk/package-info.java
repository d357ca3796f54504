/**
 * Streams in a directory: a journal that makes changes durable, segments that hold the bytes, checkpoints, and
 * recovery.
 *
 * <p>In: changes, in order. Out: the outcome of each change after it was forced to the disk. The engine owns the state
 * of the streams: this package has it during recovery, and asks the engine for it when it writes a snapshot.
 *
 * <p>Threads: one for the journal, and at times up to four for a checkpoint. A reader opens a file for one piece and closes
 * it, so that a client which stalls holds nothing; the journal's thread has at most 256 files open.
 */
@NullMarked
package org.streamlistening.internal.store.disk;

import org.jspecify.annotations.NullMarked;
