/**
 * The HTTP sessions of one web application: a second session context for threads that deliver, and all that
 * ends with a session.
 *
 * <p>In: requests, whose session and context are captured, and the end of sessions. Out: deliveries with the session's
 * own beans, and listeners and sockets that end no later than their session.
 *
 * <p>Threads: a session is captured on its request thread only. The second context is active only on a thread that
 * delivers, and never where the container's own one is. Everything else runs on any thread.
 */
@NullMarked
package org.streamlistening.internal.session;

import org.jspecify.annotations.NullMarked;
