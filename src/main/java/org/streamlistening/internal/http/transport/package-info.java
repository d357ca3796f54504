/**
 * The three ways to carry a request: the Jakarta REST Client, {@code java.net.http}, and a call inside of the process.
 *
 * <p>In: a request of {@link org.streamlistening.internal.http.Transport}. Out: the response as its bytes arrive. The only
 * package that depends on {@code jakarta.ws.rs} or {@code java.net.http}.
 *
 * <p>Threads: a connection belongs to one caller at a time; {@code close} and {@code abort} may come from any thread.
 */
@NullMarked
package org.streamlistening.internal.http.transport;

import org.jspecify.annotations.NullMarked;
