package org.streamlistening.internal.runtime;

import org.streamlistening.internal.config.Configuration;

/**
 * Which monitoring systems an application is shown to, where its runtime has them.
 *
 * @param health MicroProfile Health
 * @param metrics MicroProfile Metrics, and the instruments of OpenTelemetry
 * @param tracing the spans of OpenTelemetry
 */
public record MonitoringSettings(boolean health, boolean metrics, boolean tracing) {

    /** @throws IllegalArgumentException if a value cannot be used, unless the configuration reports it */
    public MonitoringSettings(Configuration configuration) {
        this(
                configuration.flag("durable-streams.health.enabled", true),
                configuration.flag("durable-streams.metrics.enabled", true),
                configuration.flag("durable-streams.tracing.enabled", true));
    }
}
