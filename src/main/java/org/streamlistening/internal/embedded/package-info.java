/**
 * The embedded server of one web application: its configuration, its life cycle, and calls without a socket.
 *
 * <p>In: configuration, and calls of the application itself. Out: a running
 * {@link org.streamlistening.internal.embedded.StreamServer}, started once and closed once.
 *
 * <p>Threads: any. A call inside of the process runs on the thread of the caller as far as the response is available.
 * {@code InProcessPipe} and the {@code InProcessServerResponse} are guarded by themselves, and call neither the server
 * nor the client within a lock.
 */
@NullMarked
package org.streamlistening.internal.embedded;

import org.jspecify.annotations.NullMarked;
