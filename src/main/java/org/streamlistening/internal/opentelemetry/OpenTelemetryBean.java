package org.streamlistening.internal.opentelemetry;

import io.opentelemetry.api.OpenTelemetry;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.Optional;

/** The {@code OpenTelemetry} of an application: MicroProfile Telemetry makes it a bean, or the application does. */
final class OpenTelemetryBean {

    /** The name of this library as the source of instruments and spans. */
    static final String SCOPE = "org.streamlistening";

    private OpenTelemetryBean() {}

    static Optional<OpenTelemetry> in(BeanManager beanManager) {
        Instance<OpenTelemetry> bean = beanManager.createInstance().select(OpenTelemetry.class);
        return bean.isResolvable() ? Optional.of(bean.get()) : Optional.empty();
    }
}
