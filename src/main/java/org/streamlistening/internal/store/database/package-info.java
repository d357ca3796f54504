/**
 * Streams in a database that several servers share: PostgreSQL, a database that speaks its protocol, or H2.
 *
 * <p>In: a data source, and the transactions that the engine decides. Out: a
 * {@link org.streamlistening.internal.store.SharedStore}, and the ids of the streams that a commit changed.
 *
 * <p>One row per stream, one per transaction that appends (a chunk), one per producer. A transaction locks the row of its
 * stream first, so the changes of a stream are in one order; it touches no other stream but the source of a fork. After a
 * conflict, the whole transaction is repeated. If the connection is lost in a commit, the rows show whether it took
 * effect.
 *
 * <p>{@link org.streamlistening.internal.store.database.SqlSession} and the classes named {@code Rows} know nothing of
 * commits: they work on any connection, whoever commits.
 *
 * <p>Threads: any thread that may block. A transaction belongs to the thread that began it; everything else is immutable
 * or guarded.
 */
@NullMarked
package org.streamlistening.internal.store.database;

import org.jspecify.annotations.NullMarked;
