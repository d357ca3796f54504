/**
 * The portable extension: what CDI calls, in the order in which it calls it.
 *
 * <p>In: events of the container, from the discovery of the application's types to its shutdown, and the begin and end
 * of requests and sessions. Out: the beans of this library, the problems of the deployment, and the start and stop of
 * each web application.
 *
 * <p>Threads: the container calls the extension on one thread until the application has started. Everything after that
 * runs on any thread: requests, sessions that end, and lookups of injected listeners.
 */
@NullMarked
package org.streamlistening.internal.cdi;

import org.jspecify.annotations.NullMarked;
