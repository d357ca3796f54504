/**
 * MicroProfile Health and MicroProfile Metrics. Loaded only where the application sees their APIs; no class of this room
 * uses both.
 *
 * <p>In: snapshots of the figures. Out: health checks as beans, and gauges in the registry of the application. Health
 * checks and gauges run on threads of the monitoring system, without an application.
 */
@NullMarked
package org.streamlistening.internal.microprofile;

import org.jspecify.annotations.NullMarked;
