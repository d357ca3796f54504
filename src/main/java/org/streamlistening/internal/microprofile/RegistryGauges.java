package org.streamlistening.internal.microprofile;

import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.InjectionTarget;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.meters.StreamMeter;
import org.streamlistening.metrics.MetricsSnapshot;

/**
 * The gauges of one web application in its registry of MicroProfile Metrics, from its start to its stop. Counts are
 * gauges as well: a counter of MicroProfile Metrics has a value of its own.
 */
public final class RegistryGauges implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final MetricRegistry registry;
    private final List<MetricID> registered = new ArrayList<>();

    private RegistryGauges(MetricRegistry registry) {
        this.registry = registry;
    }

    /** Registers the meters; does nothing where no registry is a bean. */
    public static AutoCloseable register(
            BeanManager beanManager, List<StreamMeter> meters, Supplier<MetricsSnapshot> snapshot) {
        if (!beanManager.createInstance().select(MetricRegistry.class).isResolvable()) {
            return () -> {};
        }
        RegistryGauges gauges = new RegistryGauges(registry(beanManager));
        try {
            meters.forEach(meter -> gauges.register(meter, snapshot));
        } catch (RuntimeException | Error incomplete) {
            gauges.close();
            throw incomplete;
        }
        return gauges;
    }

    /** By an injection: the producer of some runtimes asks which field its registry is for, and a look-up has none. */
    private static MetricRegistry registry(BeanManager beanManager) {
        CreationalContext<InjectionPoint> context = beanManager.createCreationalContext(null);
        InjectionTarget<InjectionPoint> target = beanManager
                .getInjectionTargetFactory(beanManager.createAnnotatedType(InjectionPoint.class))
                .createInjectionTarget(null);
        InjectionPoint point = target.produce(context);
        target.inject(point, context);
        return Objects.requireNonNull(point.registry, "the runtime has no registry for this application");
    }

    /** Not a bean. */
    static final class InjectionPoint {

        @Inject
        @Nullable
        MetricRegistry registry;
    }

    private void register(StreamMeter meter, Supplier<MetricsSnapshot> snapshot) {
        Metadata metadata = Metadata.builder()
                .withName(meter.name())
                .withUnit(unit(meter.unit()))
                .withDescription(meter.description())
                .build();
        for (StreamMeter.Series series : meter.series()) {
            Tag[] tags = series.attributes().entrySet().stream()
                    .map(attribute -> new Tag(attribute.getKey(), attribute.getValue()))
                    .toArray(Tag[]::new);
            registry.gauge(metadata, () -> series.value().applyAsDouble(snapshot.get()), tags);
            registered.add(new MetricID(meter.name(), tags));
        }
    }

    private static String unit(String unit) {
        return switch (unit) {
            case "s" -> "seconds";
            case "By" -> "bytes";
            default -> "none";
        };
    }

    /** A gauge that stays would keep the class loader of the application. */
    @Override
    public void close() {
        registered.forEach(this::remove);
        registered.clear();
    }

    /** One that cannot be removed keeps none of the others. */
    private void remove(MetricID id) {
        try {
            registry.remove(id);
        } catch (RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.DEBUG, "the gauge " + id + " could not be removed", e);
        }
    }
}
