/**
 * OpenTelemetry. Loaded only where the application sees its API.
 *
 * <p>In: snapshots of the figures; the begin and end of each delivery and append. Out: instruments and spans of the
 * {@code OpenTelemetry} that is a bean of the application. Instruments are read on threads of OpenTelemetry; spans begin
 * and end on the threads of deliveries and appends.
 */
@NullMarked
package org.streamlistening.internal.opentelemetry;

import org.jspecify.annotations.NullMarked;
