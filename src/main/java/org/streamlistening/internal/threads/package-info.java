/**
 * Threads, timers and pauses, for client, server and extension. Not part of the API.
 *
 * <p>In: tasks. Out: threads that run them. Only classes whose name ends in {@code Threads} make threads. Depends on no
 * other room.
 *
 * <p>Tasks one after another: {@link org.streamlistening.internal.threads.SerialTask}. Tasks with a limit: {@link
 * org.streamlistening.internal.threads.LimitedExecutor}, or {@code BlockingWrites} if some of them stall. Threads with a
 * limit: {@link org.streamlistening.internal.threads.BoundedThreadPool}.
 *
 * <p>Threads: all classes are thread-safe.
 */
@NullMarked
package org.streamlistening.internal.threads;

import org.jspecify.annotations.NullMarked;
