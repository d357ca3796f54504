/**
 * The embedded server of one web application: its configuration, its life cycle, and calls without a socket.
 *
 * <p>In: configuration, and calls of the application itself. Out: a running
 * {@link org.streamlistening.internal.embedded.StreamServer}, started once and closed once.
 *
 * <p>Threads: any. A call inside of the process runs on the thread of the caller as far as the response is available.
 * {@code InProcessPipe} is guarded by itself, with its {@code HeldBody}, and calls neither the server nor the client within its lock.
 */
@NullMarked
package org.streamlistening.internal.embedded;

import org.jspecify.annotations.NullMarked;
