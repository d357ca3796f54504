/**
 * When a server may act as the owner of something that all servers share: a pure function of what it has read and
 * written, and of its own clock. In: the versions that it reads and writes, and the time in nanoseconds. Out: whether it
 * may claim, must renew, may deliver. Immutable values; for any thread.
 */
@NullMarked
package org.streamlistening.internal.ownership.lease;

import org.jspecify.annotations.NullMarked;
