/**
 * One server at a time delivers to a listener of a session that moves: a server that takes a listener over requests its
 * release by the previous owner.
 *
 * <p>In: claims and releases of listeners by key, and the notices of other servers. Out: notices on the hand-over
 * stream, and calls of the owners that must release. Knows no CDI and no HTTP session.
 *
 * <p>Threads: any. {@code OwnershipTable} has the only state of claims and is guarded by itself; owners and claimants
 * are called outside of its monitor. Appends run on an I/O thread; one thread at a time delivers notices.
 */
@NullMarked
package org.streamlistening.internal.ownership;

import org.jspecify.annotations.NullMarked;
