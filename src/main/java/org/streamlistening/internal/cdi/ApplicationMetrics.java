package org.streamlistening.internal.cdi;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.streamlistening.internal.consume.ApplicationConsumers;
import org.streamlistening.internal.metrics.StreamCounters;
import org.streamlistening.internal.runtime.AttachedKind;
import org.streamlistening.internal.runtime.StreamRuntime;
import org.streamlistening.metrics.ListenerMetrics;
import org.streamlistening.metrics.MetricsSnapshot;
import org.streamlistening.metrics.ServerMetrics;

/** Collects the figures of one web application from the places that have them. */
final class ApplicationMetrics {

    private ApplicationMetrics() {}

    /** @param runtime empty: the application has not used the library yet */
    static MetricsSnapshot of(
            Optional<StreamRuntime> runtime, Optional<ApplicationConsumers> consumers, Optional<ServerMetrics> server) {
        return runtime.map(running -> new MetricsSnapshot(
                        running.listeners(AttachedKind.LISTENER),
                        running.listeners(AttachedKind.SOCKET),
                        consumers.map(ApplicationConsumers::metrics).orElse(List.of()),
                        running.readMetrics(),
                        running.deliveryMetrics(),
                        server))
                .orElseGet(() -> unused(server));
    }

    private static MetricsSnapshot unused(Optional<ServerMetrics> server) {
        ListenerMetrics none = new ListenerMetrics(Map.of());
        StreamCounters zero = new StreamCounters(System::nanoTime);
        return new MetricsSnapshot(
                none,
                none,
                List.of(),
                zero.reads().metrics(0, 0),
                zero.deliveries().metrics(0, false),
                server);
    }
}
