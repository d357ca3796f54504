/**
 * The contract between the engine and a store: keep changes in order, each completely or not at all, and give out the
 * bytes.
 *
 * <p>In: changes that the engine decided, or decisions to take. Out: the outcome of each change, and a
 * {@link org.streamlistening.internal.store.StreamLog} per stream. A store fails with a
 * {@link org.streamlistening.internal.store.StoreException}; it knows neither HTTP nor the rules of the protocol.
 *
 * <p>There are two kinds of stores:
 *
 * <ul>
 *   <li>A {@link org.streamlistening.internal.store.StreamStore} belongs to one server. The engine has the state of all
 *       streams, decides within the lock of a stream, and submits changes without waiting for the previous ones. The
 *       store reports each outcome in order; if a change fails, all later ones fail too, newest first. The engine is
 *       the only owner of the committed state: a store that writes snapshots asks for it (see
 *       {@link org.streamlistening.internal.store.StreamStore#recover}).
 *   <li>A {@link org.streamlistening.internal.store.SharedStore} belongs to several servers. The engine reads a stream
 *       within a transaction that locks it, decides by the same functions, and keeps the changes in that transaction,
 *       which is repeated after a conflict. The store notifies every server of changed streams, and each server wakes
 *       its readers.
 * </ul>
 *
 * <p>Threads: any thread submits; the store reports outcomes on a thread of its choice.
 */
@NullMarked
package org.streamlistening.internal.store;

import org.jspecify.annotations.NullMarked;
