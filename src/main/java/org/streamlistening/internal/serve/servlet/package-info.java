/**
 * The servlet binding: an {@code HttpServletRequest} and its response as a request and a response of the server.
 *
 * <p>In: a request on a container thread. Out: the same as a
 * {@link org.streamlistening.internal.serve.exchange.ServerRequest}, with asynchronous reading and writing, and access
 * checks.
 *
 * <p>Threads: those of the container. Bodies are read and written in its callbacks.
 */
@NullMarked
package org.streamlistening.internal.serve.servlet;

import org.jspecify.annotations.NullMarked;
