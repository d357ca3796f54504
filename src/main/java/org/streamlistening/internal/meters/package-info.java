/**
 * The meters of an application for monitoring systems, independent of their APIs.
 *
 * <p>In: a snapshot of the figures. Out: each meter with its name, unit and series. For any thread.
 */
@NullMarked
package org.streamlistening.internal.meters;

import org.jspecify.annotations.NullMarked;
