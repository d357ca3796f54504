/**
 * Request contexts on threads that deliver: a second context for {@code @RequestScoped}, or those of the container.
 *
 * <p>In: the steps of a delivery, one per message. Out: the same steps, each in a request context of its own, or in that
 * of the calling thread.
 *
 * <p>Threads: the second context is active only on a thread that delivers, during one step, and never where the
 * container's own one is. The instances of a step belong to its thread.
 */
@NullMarked
package org.streamlistening.internal.request;

import org.jspecify.annotations.NullMarked;
