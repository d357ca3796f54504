package org.streamlistening.internal.cdi;

import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.meters.StreamMeter;
import org.streamlistening.internal.microprofile.HealthBeans;
import org.streamlistening.internal.microprofile.RegistryGauges;
import org.streamlistening.internal.opentelemetry.OpenTelemetryMeters;
import org.streamlistening.internal.opentelemetry.OpenTelemetryTracing;
import org.streamlistening.internal.runtime.MonitoringSettings;
import org.streamlistening.internal.runtime.Tracing;
import org.streamlistening.metrics.MetricsSnapshot;

/**
 * The only class that reaches the APIs that a runtime may lack. The classes that use one are loaded when it is there, and
 * not before: this class calls static methods whose signatures do not mention it.
 */
final class OptionalApis {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final String HEALTH = "org.eclipse.microprofile.health.HealthCheck";
    private static final String METRICS = "org.eclipse.microprofile.metrics.MetricRegistry";
    private static final String OPEN_TELEMETRY = "io.opentelemetry.api.OpenTelemetry";

    private OptionalApis() {}

    private static boolean sees(String type) {
        try {
            Class.forName(type, false, OptionalApis.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            LOG.log(System.Logger.Level.DEBUG, "{0} is not there", type);
            return false;
        }
    }

    static void addHealth(
            AfterBeanDiscovery event,
            Configuration configuration,
            Identifiers identifiers,
            Supplier<List<MetricsSnapshot>> snapshots) {
        // An unusable value is reported with all others.
        MonitoringSettings settings = new MonitoringSettings(configuration.reporting(problem -> {}));
        if (settings.health() && sees(HEALTH)) {
            HealthBeans.add(event, identifiers::of, snapshots);
        }
    }

    static Tracing tracing(BeanManager beanManager, MonitoringSettings settings) {
        try {
            return settings.tracing() && sees(OPEN_TELEMETRY)
                    ? OpenTelemetryTracing.of(beanManager, OptionalApis::warnOfTraces)
                    : Tracing.NONE;
        } catch (RuntimeException | LinkageError unusable) {
            warnOfTraces(unusable);
            return Tracing.NONE;
        }
    }

    private static void warnOfTraces(Throwable cause) {
        warn("OpenTelemetry", "durable-streams.tracing.enabled", cause);
    }

    /** @return what the end of the application must close */
    static List<AutoCloseable> register(
            BeanManager beanManager,
            MonitoringSettings settings,
            List<StreamMeter> meters,
            Supplier<MetricsSnapshot> snapshot) {
        List<AutoCloseable> registered = new ArrayList<>();
        if (settings.metrics() && sees(METRICS)) {
            add(registered, "MicroProfile Metrics", () -> RegistryGauges.register(beanManager, meters, snapshot));
        }
        if (settings.metrics() && sees(OPEN_TELEMETRY)) {
            add(registered, "OpenTelemetry", () -> OpenTelemetryMeters.register(beanManager, meters, snapshot));
        }
        return registered;
    }

    /** The application runs without its meters, too. */
    private static void add(List<AutoCloseable> registered, String api, Supplier<AutoCloseable> register) {
        try {
            registered.add(register.get());
        } catch (RuntimeException | LinkageError unusable) {
            warn(api, "durable-streams.metrics.enabled", unusable);
        }
    }

    private static void warn(String api, String key, Throwable cause) {
        LOG.log(System.Logger.Level.WARNING, NumberedMessage.MONITORING_UNUSABLE.text(api, key), cause);
    }

    static void close(AutoCloseable registered) {
        try {
            registered.close();
        } catch (Exception | LinkageError e) {
            // The rest of the application must end, too.
            LOG.log(System.Logger.Level.DEBUG, "meters of streams could not be removed", e);
        }
    }
}
