package org.streamlistening.internal.microprofile;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.streamlistening.metrics.ConsumerMetrics;
import org.streamlistening.metrics.MetricsSnapshot;
import org.streamlistening.metrics.ServerMetrics;
import org.streamlistening.metrics.ServerMetrics.StoreState;

/**
 * The health of all web applications that share this library.
 *
 * <p>Readiness is always up: while its server is away, an application reads nothing, but other servers of the cluster
 * read nothing either. Liveness is down only if a restart of the application is the remedy.
 */
record StreamHealth(Supplier<List<MetricsSnapshot>> snapshots) {

    private static final String NAME = "durable-streams";

    HealthCheckResponse readiness() {
        Map<String, Long> counts = new TreeMap<>();
        Map<String, String> states = new TreeMap<>();
        for (MetricsSnapshot application : snapshots.get()) {
            application
                    .getListeners()
                    .getByStatus()
                    .forEach((status, count) -> add(counts, "listeners." + status, count));
            application.getSockets().getByStatus().forEach((status, count) -> add(counts, "sockets." + status, count));
            for (ConsumerMetrics consumer : application.getConsumers()) {
                states.put(
                        "consumer." + consumer.getName(), consumer.getStatus().name());
            }
            ServerMetrics server = application.getServer();
            if (server != null) {
                states.put("store", server.getStore().name());
            }
        }
        HealthCheckResponseBuilder response = HealthCheckResponse.named(NAME).up();
        counts.forEach(response::withData);
        states.forEach(response::withData);
        return response.build();
    }

    /** A status that no listener has is left out. */
    private static void add(Map<String, Long> counts, String name, int count) {
        if (count > 0) {
            counts.merge(name, (long) count, Long::sum);
        }
    }

    HealthCheckResponse liveness() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named(NAME).up();
        for (MetricsSnapshot application : snapshots.get()) {
            if (application.getDeliveries().isStalled()) {
                response.down()
                        .withData(
                                "deliveries",
                                "none runs, and " + application.getDeliveries().getWaiting() + " wait");
            }
            ServerMetrics server = application.getServer();
            if (server != null && server.getStore() == StoreState.ENDED) {
                response.down().withData("store", "accepts no more changes");
            }
        }
        return response.build();
    }
}
