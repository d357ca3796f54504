package org.streamlistening.internal.meters;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamStatus;
import org.streamlistening.internal.meters.StreamMeter.Series;
import org.streamlistening.metrics.ConsumerMetrics;
import org.streamlistening.metrics.DelayQuantiles;
import org.streamlistening.metrics.ListenerMetrics;
import org.streamlistening.metrics.MetricsSnapshot;
import org.streamlistening.metrics.ServerMetrics;

/** All meters of an application. src/docs/observability.md lists them. */
public final class StreamMeters {

    private static final double NANOS = 1e9;

    private final List<StreamMeter> meters = new ArrayList<>();

    private StreamMeters() {}

    /**
     * @param consumers the names of the consumers
     * @param server whether the application has an embedded server
     */
    public static List<StreamMeter> of(Collection<String> consumers, boolean server) {
        StreamMeters all = new StreamMeters();
        all.addListeners();
        all.addReads();
        all.addDeliveries();
        if (!consumers.isEmpty()) {
            all.addConsumers(consumers);
        }
        if (server) {
            all.addServer();
        }
        return List.copyOf(all.meters);
    }

    private void addListeners() {
        addStatuses("listeners", "{listener}", "Listeners of sessions", MetricsSnapshot::getListeners);
        addStatuses("sockets", "{socket}", "Subscriptions of stream sockets", MetricsSnapshot::getSockets);
    }

    private void addStatuses(
            String name, String unit, String description, Function<MetricsSnapshot, ListenerMetrics> of) {
        gauge(
                name,
                unit,
                description + " by status",
                Stream.of(StreamStatus.values())
                        .filter(status -> status != StreamStatus.STANDBY)
                        .map(status -> new Series(
                                Map.of("status", status.name()),
                                now -> of.apply(now).count(status)))
                        .toList());
    }

    private void addConsumers(Collection<String> names) {
        List<Series> statuses = new ArrayList<>();
        List<Series> lags = new ArrayList<>();
        List<Series> letters = new ArrayList<>();
        for (String name : names) {
            for (StreamStatus status : StreamStatus.values()) {
                statuses.add(new Series(
                        Map.of("consumer", name, "status", status.name()),
                        now -> consumer(now, name)
                                        .filter(one -> one.getStatus() == status)
                                        .isPresent()
                                ? 1
                                : 0));
            }
            Map<String, String> named = Map.of("consumer", name);
            lags.add(new Series(
                    named,
                    now -> seconds(
                            consumer(now, name).map(ConsumerMetrics::getLag).orElse(null))));
            letters.add(new Series(
                    named,
                    now -> consumer(now, name)
                            .map(ConsumerMetrics::getDeadLetters)
                            .orElse(0L)));
        }
        gauge("consumers", "{consumer}", "1 for the status of the consumer on this server, 0 for others", statuses);
        gauge("consumer.lag", "s", "Time since the consumer had delivered everything", lags);
        counter("consumer.dead.letters", "{message}", "Messages written to the dead-letter stream", letters);
    }

    private static Optional<ConsumerMetrics> consumer(MetricsSnapshot now, String name) {
        return now.getConsumers().stream()
                .filter(consumer -> consumer.getName().equals(name))
                .findFirst();
    }

    private static double seconds(@Nullable Duration duration) {
        return duration == null ? Double.NaN : duration.toNanos() / NANOS;
    }

    private void addReads() {
        gauge("reads.open", "{read}", "Open reads", now -> now.getReads().getOpen());
        gauge(
                "reads.shared",
                "{read}",
                "Reads that all listeners of a stream share",
                now -> now.getReads().getShared());
        counter(
                "read.batches",
                "{batch}",
                "Batches that were read",
                now -> now.getReads().getBatches());
        counter(
                "read.messages",
                "{message}",
                "Messages that were read",
                now -> now.getReads().getMessages());
        counter(
                "read.size",
                "By",
                "Bytes of messages that were read",
                now -> now.getReads().getBytes());
        counter(
                "read.reconnects",
                "{reconnect}",
                "Interruptions of reads",
                now -> now.getReads().getReconnects());
    }

    private void addDeliveries() {
        counter(
                "delivery.batches",
                "{batch}",
                "Batches that were delivered, for each listener",
                now -> now.getDeliveries().getBatches());
        counter(
                "delivery.messages",
                "{message}",
                "Messages that were delivered, for each listener",
                now -> now.getDeliveries().getMessages());
        counter(
                "delivery.failures",
                "{failure}",
                "Deliveries that failed",
                now -> now.getDeliveries().getFailures());
        counter(
                "delivery.delay.sum",
                "s",
                "Sum of the delays of all batches",
                now -> seconds(now.getDeliveries().getTotalDelay()));
        gauge(
                "delivery.delay",
                "s",
                "Delays of batches in the last one to two minutes",
                List.of(
                        delay("0.5", DelayQuantiles::getMedian),
                        delay("0.95", DelayQuantiles::getPercentile95),
                        delay("0.99", DelayQuantiles::getPercentile99),
                        delay("1", DelayQuantiles::getMax)));
        gauge(
                "delivery.waiting",
                "{delivery}",
                "Deliveries that wait for a thread",
                now -> now.getDeliveries().getWaiting());
    }

    private static Series delay(String quantile, Function<DelayQuantiles, Duration> of) {
        return new Series(
                Map.of("quantile", quantile),
                now -> seconds(of.apply(now.getDeliveries().getRecent())));
    }

    private void addServer() {
        serverCounter("server.appends", "{append}", "Appends that were stored", ServerMetrics::getAppends);
        serverCounter("server.append.size", "By", "Bytes that were appended", ServerMetrics::getAppendedBytes);
        serverCounter("server.commits", "{commit}", "Batches of changes made durable", ServerMetrics::getCommits);
        serverCounter("server.changes", "{change}", "Changes in these batches", ServerMetrics::getCommittedChanges);
        gauge(
                "server.commit.largest",
                "{change}",
                "Changes in the largest batch",
                server(ServerMetrics::getLargestCommit));
        gauge("server.readers", "{reader}", "Readers that wait for changes", server(ServerMetrics::getWaitingReaders));
        gauge(
                "server.store",
                "{store}",
                "1 for the state of the store, 0 for others",
                Stream.of(ServerMetrics.StoreState.values())
                        .map(state -> new Series(
                                Map.of("state", state.name()), server(now -> now.getStore() == state ? 1 : 0)))
                        .toList());
    }

    private void serverCounter(String name, String unit, String description, ToDoubleFunction<ServerMetrics> value) {
        counter(name, unit, description, server(value));
    }

    private static ToDoubleFunction<MetricsSnapshot> server(ToDoubleFunction<ServerMetrics> value) {
        return now -> {
            ServerMetrics server = now.getServer();
            return server == null ? Double.NaN : value.applyAsDouble(server);
        };
    }

    private void gauge(String name, String unit, String description, ToDoubleFunction<MetricsSnapshot> value) {
        gauge(name, unit, description, List.of(new Series(Map.of(), value)));
    }

    private void gauge(String name, String unit, String description, List<Series> series) {
        meters.add(new StreamMeter("durable.streams." + name, unit, description, false, series));
    }

    private void counter(String name, String unit, String description, ToDoubleFunction<MetricsSnapshot> value) {
        counter(name, unit, description, List.of(new Series(Map.of(), value)));
    }

    private void counter(String name, String unit, String description, List<Series> series) {
        meters.add(new StreamMeter("durable.streams." + name, unit, description, true, series));
    }
}
