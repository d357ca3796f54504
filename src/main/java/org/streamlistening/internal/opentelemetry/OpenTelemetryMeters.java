package org.streamlistening.internal.opentelemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableMeasurement;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.streamlistening.internal.meters.StreamMeter;
import org.streamlistening.metrics.MetricsSnapshot;

/** The meters of one web application as instruments of OpenTelemetry, from its start to its stop. */
public final class OpenTelemetryMeters {

    /** One value of an instrument. */
    private record Reading(
            ObservableDoubleMeasurement instrument, Attributes attributes, ToDoubleFunction<MetricsSnapshot> value) {

        void record(MetricsSnapshot now) {
            double current = value.applyAsDouble(now);
            if (!Double.isNaN(current)) {
                instrument.record(current, attributes);
            }
        }
    }

    private OpenTelemetryMeters() {}

    /** Makes the instruments; does nothing where no {@code OpenTelemetry} is a bean. All read the same snapshot. */
    public static AutoCloseable register(
            BeanManager beanManager, List<StreamMeter> meters, Supplier<MetricsSnapshot> snapshot) {
        return OpenTelemetryBean.in(beanManager)
                .map(telemetry -> register(telemetry.getMeter(OpenTelemetryBean.SCOPE), meters, snapshot))
                .orElse(() -> {});
    }

    private static AutoCloseable register(Meter meter, List<StreamMeter> meters, Supplier<MetricsSnapshot> snapshot) {
        List<Reading> readings = new ArrayList<>();
        for (StreamMeter one : meters) {
            ObservableDoubleMeasurement instrument = instrument(meter, one);
            one.series().forEach(series -> readings.add(new Reading(instrument, attributes(series), series.value())));
        }
        ObservableMeasurement[] instruments =
                readings.stream().map(Reading::instrument).distinct().toArray(ObservableMeasurement[]::new);
        return meter.batchCallback(
                () -> {
                    MetricsSnapshot now = snapshot.get();
                    readings.forEach(reading -> reading.record(now));
                },
                instruments[0],
                instruments);
    }

    private static ObservableDoubleMeasurement instrument(Meter meter, StreamMeter one) {
        return one.grows()
                ? meter.counterBuilder(one.name())
                        .ofDoubles()
                        .setUnit(one.unit())
                        .setDescription(one.description())
                        .buildObserver()
                : meter.gaugeBuilder(one.name())
                        .setUnit(one.unit())
                        .setDescription(one.description())
                        .buildObserver();
    }

    private static Attributes attributes(StreamMeter.Series series) {
        AttributesBuilder attributes = Attributes.builder();
        series.attributes().forEach(attributes::put);
        return attributes.build();
    }
}
