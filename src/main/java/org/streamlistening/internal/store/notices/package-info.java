/**
 * How servers that share a database tell each other which streams changed.
 *
 * <p>In: the ids of streams that a transaction of this server changed, after its commit. Out: the ids that other servers
 * changed. A notice says only that there may be something new: it can come twice, and in any order.
 *
 * <p>{@link org.streamlistening.internal.store.notices.ChangeNotices} is the contract, {@link
 * org.streamlistening.internal.store.notices.ChangeNoticesFactory} chooses how notices travel: by LISTEN and NOTIFY, or
 * through a table that each server polls.
 *
 * <p>Threads: any thread publishes, which never waits. One thread sends what was gathered meanwhile, and one receives and
 * calls the listener. Only these two use the database, and both end with {@code close}.
 */
@NullMarked
package org.streamlistening.internal.store.notices;

import org.jspecify.annotations.NullMarked;
