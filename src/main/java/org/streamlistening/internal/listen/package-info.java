/**
 * Listener state, shared tails and back-off: from a reader of the client to a {@link
 * org.streamlistening.internal.listen.DeliveryTask} for the delivery. No HTTP, no CDI, and no thread or clock of its own:
 * {@link org.streamlistening.internal.threads.Timer} and executors are handed in.
 *
 * <p>Who may touch what: a {@link org.streamlistening.internal.listen.SessionListener} replaces its state by
 * compare-and-set and runs observers only under its turn; a {@link org.streamlistening.internal.listen.Tail}, a
 * {@link org.streamlistening.internal.listen.BatchSource} and an {@link org.streamlistening.internal.listen.Upstream} guard
 * their fields by their own monitor, taken in the order feed, tails, tail. None calls a receiver, an executor or a reader
 * while it holds one.
 */
@NullMarked
package org.streamlistening.internal.listen;

import org.jspecify.annotations.NullMarked;
