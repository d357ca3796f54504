/**
 * A session that moves from one server to another takes its listeners along: the one that had it is asked to let go,
 * over a stream that all of them follow. Knows no CDI and no session, only their keys.
 */
@NullMarked
package org.streamlistening.internal.handover;

import org.jspecify.annotations.NullMarked;
