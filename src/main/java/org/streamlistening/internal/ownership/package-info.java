/**
 * One server at a time delivers to a session: a server that takes a session over asks the previous owner to release it.
 *
 * <p>In: claims and releases of sessions by key, and the notices of other servers. Out: notices on the hand-over stream, and
 * calls of the listeners that must release. Knows no CDI and no HTTP session.
 *
 * <p>Threads: any; callbacks run outside of the monitors.
 */
@NullMarked
package org.streamlistening.internal.ownership;

import org.jspecify.annotations.NullMarked;
