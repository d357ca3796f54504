/**
 * What one web application has, without its sessions: configuration, the server or its URL, client, executors, shared
 * tails and the hand-over stream.
 *
 * <p>In: the application's {@link org.streamlistening.internal.config.Configuration} and the beans that it provides in
 * place of defaults. Out: a {@link org.streamlistening.internal.runtime.StreamRuntime}, to which listeners are attached
 * until the application stops.
 *
 * <p>Threads: any. Observers run on threads of the container only, and requests wait for the server on I/O threads
 * only. Once {@code close} has returned, no task is submitted to the container.
 */
@NullMarked
package org.streamlistening.internal.runtime;

import org.jspecify.annotations.NullMarked;
