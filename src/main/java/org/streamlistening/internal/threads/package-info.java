/**
 * Threads, timers and pauses, for client, server and extension. Not part of the API.
 *
 * <p>In: tasks. Out: threads that run them. Only classes whose name ends in {@code Threads} start threads. Depends on no
 * other room.
 */
@NullMarked
package org.streamlistening.internal.threads;

import org.jspecify.annotations.NullMarked;
