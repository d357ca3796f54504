/**
 * What the engine needs from a store: keep changes in order, all of each or nothing, and hand out the bytes.
 *
 * <p>In: changes that the engine decided. Out: the outcome of each change, and a
 * {@link org.streamlistening.internal.store.StreamLog} per stream. A store never decides whether a change is allowed.
 *
 * <p>Threads: any thread submits; the store reports outcomes on a thread of its choice.
 */
@NullMarked
package org.streamlistening.internal.store;

import org.jspecify.annotations.NullMarked;
