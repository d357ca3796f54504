package org.streamlistening.internal.microprofile;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.streamlistening.metrics.MetricsSnapshot;

/** Adds the health checks of this library to the beans of the application. */
public final class HealthBeans {

    private HealthBeans() {}

    /**
     * @param identifiers the identifier of a bean by its name
     * @param snapshots of each web application that uses the library
     */
    public static void add(
            AfterBeanDiscovery event, UnaryOperator<String> identifiers, Supplier<List<MetricsSnapshot>> snapshots) {
        add(
                event,
                identifiers.apply("readiness"),
                Readiness.Literal.INSTANCE,
                () -> new StreamHealth(snapshots).readiness());
        add(
                event,
                identifiers.apply("liveness"),
                Liveness.Literal.INSTANCE,
                () -> new StreamHealth(snapshots).liveness());
    }

    private static void add(AfterBeanDiscovery event, String id, Annotation kind, HealthCheck check) {
        event.<HealthCheck>addBean()
                .id(HealthBeans.class.getName() + "/" + id)
                .types(HealthCheck.class, Object.class)
                .qualifiers(kind)
                .scope(ApplicationScoped.class)
                .createWith(context -> check);
    }
}
