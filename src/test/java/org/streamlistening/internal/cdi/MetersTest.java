package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The meters in MicroProfile Metrics and in OpenTelemetry; on Weld. */
class MetersTest {

    private static final Map<MetricID, Supplier<Number>> REGISTERED = new ConcurrentHashMap<>();

    private static InMemoryMetricReader reader;

    /** The registry throws when this meter is removed. */
    private static String irremovable;

    @BeforeEach
    void clear() {
        REGISTERED.clear();
        irremovable = "";
        reader = InMemoryMetricReader.create();
    }

    @ApplicationScoped
    static class Registry {

        @Produces
        @Dependent
        MetricRegistry registry() {
            return (MetricRegistry) Proxy.newProxyInstance(
                    MetricRegistry.class.getClassLoader(),
                    new Class<?>[] {MetricRegistry.class},
                    (self, method, args) -> switch (method.getName()) {
                        case "gauge" -> register((Metadata) args[0], args[1], (Tag[]) args[2]);
                        case "remove" -> remove((MetricID) args[0]);
                        default -> throw new UnsupportedOperationException(method.getName());
                    });
        }

        private static boolean remove(MetricID id) {
            if (id.getName().equals(irremovable)) {
                throw new NoClassDefFoundError(id.getName());
            }
            return REGISTERED.remove(id) != null;
        }

        @SuppressWarnings("unchecked")
        private static Object register(Metadata metadata, Object value, Tag[] tags) {
            assertThat(REGISTERED.put(new MetricID(metadata.getName(), tags), (Supplier<Number>) value))
                    .isNull();
            return null;
        }
    }

    @ApplicationScoped
    static class Telemetry {

        @Produces
        @ApplicationScoped
        OpenTelemetry telemetry() {
            return OpenTelemetrySdk.builder()
                    .setMeterProvider(SdkMeterProvider.builder()
                            .registerMetricReader(reader)
                            .build())
                    .build();
        }
    }

    private static double gauge(String name, Tag... tags) {
        return REGISTERED.get(new MetricID(name, tags)).get().doubleValue();
    }

    @Test
    void areGaugesOfMicroProfileMetricsUntilTheApplicationEnds() throws Exception {
        try (MonitoredApplication application = new MonitoredApplication(Map.of(), Registry.class)) {
            application.append(1);
            application.awaitReceived(1);
            await().untilAsserted(() ->
                    assertThat(gauge("durable.streams.delivery.messages")).isEqualTo(1));
            assertThat(gauge("durable.streams.server.store", new Tag("state", "WRITABLE")))
                    .isEqualTo(1);
            assertThat(gauge("durable.streams.consumer.lag", new Tag("consumer", "audit")))
                    .isGreaterThanOrEqualTo(0);
            assertThat(gauge("durable.streams.consumers", new Tag("consumer", "audit"), new Tag("status", "LIVE")))
                    .isEqualTo(1);
            assertThat(REGISTERED.keySet())
                    .allSatisfy(id -> assertThat(
                                    Arrays.asList(id.getTagsAsArray()).stream().map(Tag::getTagValue))
                            .noneMatch(value -> value.contains("numbers")));
        }
        assertThat(REGISTERED).isEmpty();
    }

    @Test
    void theApplicationEndsAndRemovesTheOthersIfOneCannotBeRemoved() {
        irremovable = "durable.streams.reads.open";
        MonitoredApplication application = new MonitoredApplication(Map.of(), Registry.class);
        application.close();
        assertThat(REGISTERED.keySet()).extracting(MetricID::getName).containsExactly(irremovable);
    }

    private static Optional<MetricData> instrument(String name) {
        return reader.collectAllMetrics().stream()
                .filter(metric -> metric.getName().equals(name))
                .findFirst();
    }

    @Test
    void areInstrumentsOfOpenTelemetryUntilTheApplicationEnds() throws Exception {
        try (MonitoredApplication application = new MonitoredApplication(Map.of(), Telemetry.class)) {
            application.append(1);
            application.awaitReceived(1);
            await().untilAsserted(() -> {
                MetricData messages =
                        instrument("durable.streams.delivery.messages").orElseThrow();
                assertThat(messages.getDoubleSumData().isMonotonic()).isTrue();
                assertThat(messages.getDoubleSumData().getPoints())
                        .singleElement()
                        .satisfies(point -> assertThat(point.getValue()).isEqualTo(1));
            });
            assertThat(instrument("durable.streams.consumers")
                            .orElseThrow()
                            .getDoubleGaugeData()
                            .getPoints())
                    .hasSize(9);
        }
        assertThat(reader.collectAllMetrics()).isEmpty();
    }

    @Test
    void areSwitchedOffTogether() throws Exception {
        Map<String, String> off = Map.of("durable-streams.metrics.enabled", "false");
        try (MonitoredApplication application = new MonitoredApplication(off, Registry.class, Telemetry.class)) {
            application.append(1);
            application.awaitReceived(1);
            assertThat(REGISTERED).isEmpty();
            assertThat(reader.collectAllMetrics()).isEmpty();
        }
    }
}
