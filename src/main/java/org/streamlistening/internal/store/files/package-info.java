/**
 * The files of a store on disk and their formats: directory, lock, journal, records, snapshots.
 *
 * <p>In: records as values. Out: bytes with checksums, and the values again after a restart. No decisions.
 *
 * <p>Threads: files are written, deleted and counted by the thread of the journal alone. A checkpoint only forces files
 * that it was given a list of, and replaces snapshots and old journals, one checkpoint at a time.
 */
@NullMarked
package org.streamlistening.internal.store.files;

import org.jspecify.annotations.NullMarked;
