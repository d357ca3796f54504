package org.streamlistening.metrics;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one web application on this server at one time. Immutable. Counts begin at the start of the
 * application.
 *
 * @since 0.1
 */
public final class MetricsSnapshot {

    private final ListenerMetrics listeners;
    private final ListenerMetrics sockets;
    private final List<ConsumerMetrics> consumers;
    private final ReadMetrics reads;
    private final DeliveryMetrics deliveries;
    private final @Nullable ServerMetrics server;

    /** @param server empty: the application has no embedded server */
    public MetricsSnapshot(
            ListenerMetrics listeners,
            ListenerMetrics sockets,
            List<ConsumerMetrics> consumers,
            ReadMetrics reads,
            DeliveryMetrics deliveries,
            Optional<ServerMetrics> server) {
        this.listeners = listeners;
        this.sockets = sockets;
        this.consumers = List.copyOf(consumers);
        this.reads = reads;
        this.deliveries = deliveries;
        this.server = server.orElse(null);
    }

    /** The listeners of sessions. */
    public ListenerMetrics getListeners() {
        return listeners;
    }

    /** The subscriptions of stream sockets. */
    public ListenerMetrics getSockets() {
        return sockets;
    }

    /** The consumers of the application, sorted by name. */
    public List<ConsumerMetrics> getConsumers() {
        return consumers;
    }

    /** The reads from the server of the streams. */
    public ReadMetrics getReads() {
        return reads;
    }

    /** The deliveries to observers and sockets. */
    public DeliveryMetrics getDeliveries() {
        return deliveries;
    }

    /** The embedded server; null if the application has none, or if it has not started. */
    public @Nullable ServerMetrics getServer() {
        return server;
    }
}
