/**
 * The embedded server of one web application: its configuration, its life, and the way into it without a socket.
 *
 * <p>In: configuration, and calls of the application itself. Out: a running
 * {@link org.streamlistening.internal.embedded.StreamServer}, started once and closed once.
 *
 * <p>Threads: any. A call inside of the process runs on the caller's thread as far as it can be answered at once.
 */
@NullMarked
package org.streamlistening.internal.embedded;

import org.jspecify.annotations.NullMarked;
