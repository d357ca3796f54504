/**
 * The three transports: the Jakarta REST Client, {@code java.net.http}, and calls within the process.
 *
 * <p>In: the options of a client, of which {@link org.streamlistening.internal.http.transport.TransportOptions} makes
 * one {@link org.streamlistening.internal.http.Transport}; then its requests. Out: the responses, as their bytes
 * arrive. All other packages use that interface only. This package alone depends on {@code jakarta.ws.rs} and
 * {@code java.net.http}.
 *
 * <p>Threads: any number of threads may use a connection, and any thread may close it. A response belongs to the thread
 * that reads it. The transports have own threads for drained bodies and for sockets; no request runs on a thread of the
 * container except the caller's.
 */
@NullMarked
package org.streamlistening.internal.http.transport;

import org.jspecify.annotations.NullMarked;
