package org.streamlistening.internal.cdi;

import jakarta.enterprise.inject.spi.BeanManager;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.streamlistening.internal.meters.RecentSnapshot;
import org.streamlistening.internal.meters.StreamMeters;
import org.streamlistening.internal.runtime.MonitoringSettings;
import org.streamlistening.internal.runtime.ServerLocation;
import org.streamlistening.internal.runtime.Tracing;
import org.streamlistening.metrics.MetricsSnapshot;

/** Shows one web application to the monitoring systems of its runtime, from its start to its stop. For any thread. */
final class Monitoring implements AutoCloseable {

    private final BeanManager beanManager;
    private final MonitoringSettings settings;
    private final ServerLocation location;
    private final Collection<String> consumers;

    // Guarded by this.
    private List<AutoCloseable> registered = List.of();
    private boolean ended;

    /** @param consumers their names */
    Monitoring(
            BeanManager beanManager,
            MonitoringSettings settings,
            ServerLocation location,
            Collection<String> consumers) {
        this.beanManager = beanManager;
        this.settings = settings;
        this.location = location;
        this.consumers = consumers;
    }

    /** Begins to trace appends; deliveries are traced by the result. */
    Tracing trace() {
        Tracing tracing = OptionalApis.tracing(beanManager, settings);
        location.traceAppends(tracing.appends());
        return tracing;
    }

    /** Registers the meters, once. */
    synchronized void start(Supplier<MetricsSnapshot> snapshot) {
        if (!ended && registered.isEmpty()) {
            registered = OptionalApis.register(
                    beanManager,
                    settings,
                    StreamMeters.of(consumers, location.hasServer()),
                    new RecentSnapshot(snapshot, System::nanoTime));
        }
    }

    /** Removes the meters, which would keep the class loader of the application. */
    @Override
    public synchronized void close() {
        ended = true;
        registered.forEach(OptionalApis::close);
        registered = List.of();
    }
}
