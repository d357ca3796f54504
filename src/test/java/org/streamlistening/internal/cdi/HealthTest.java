package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import java.lang.annotation.Annotation;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.spi.HealthCheckResponseProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.streamlistening.testkit.TestApplication;
import org.streamlistening.testkit.TestStreamServer;

/** The health checks that the library adds, on Weld. */
class HealthTest {

    @BeforeAll
    static void provide() {
        HealthCheckResponse.setResponseProvider(new Provider());
    }

    @AfterAll
    static void restore() {
        HealthCheckResponse.setResponseProvider(null);
    }

    private static final class Provider implements HealthCheckResponseProvider {
        @Override
        public HealthCheckResponseBuilder createResponseBuilder() {
            return new Builder();
        }
    }

    private static final class Builder extends HealthCheckResponseBuilder {

        private final Map<String, Object> data = new TreeMap<>();
        private String name;
        private boolean up;

        @Override
        public HealthCheckResponseBuilder name(String given) {
            name = given;
            return this;
        }

        @Override
        public HealthCheckResponseBuilder withData(String key, String value) {
            data.put(key, value);
            return this;
        }

        @Override
        public HealthCheckResponseBuilder withData(String key, long value) {
            data.put(key, value);
            return this;
        }

        @Override
        public HealthCheckResponseBuilder withData(String key, boolean value) {
            data.put(key, value);
            return this;
        }

        @Override
        public HealthCheckResponseBuilder up() {
            return status(true);
        }

        @Override
        public HealthCheckResponseBuilder down() {
            return status(false);
        }

        @Override
        public HealthCheckResponseBuilder status(boolean isUp) {
            up = isUp;
            return this;
        }

        @Override
        public HealthCheckResponse build() {
            return new HealthCheckResponse(
                    name, up ? HealthCheckResponse.Status.UP : HealthCheckResponse.Status.DOWN, Optional.of(data));
        }
    }

    private static HealthCheckResponse check(MonitoredApplication application, Annotation kind) {
        return application
                .application()
                .container()
                .select(HealthCheck.class, kind)
                .get()
                .call();
    }

    @Test
    void isReadyAndTellsTheStatusOfConsumersAndStore() throws Exception {
        try (MonitoredApplication application = new MonitoredApplication(Map.of())) {
            await().untilAsserted(() -> {
                HealthCheckResponse ready = check(application, Readiness.Literal.INSTANCE);
                assertThat(ready.getName()).isEqualTo("durable-streams");
                assertThat(ready.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
                assertThat(ready.getData().orElseThrow())
                        .containsOnly(Map.entry("consumer.audit", "LIVE"), Map.entry("store", "WRITABLE"));
            });
            HealthCheckResponse live = check(application, Liveness.Literal.INSTANCE);
            assertThat(live.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
            assertThat(live.getData().orElseThrow()).isEmpty();
        }
    }

    @Test
    void staysReadyWhileItsServerIsAway() throws Exception {
        Map<String, String> noServer = Map.of("durable-streams.url", "http://127.0.0.1:1/");
        noServer.forEach(System::setProperty);
        try (org.streamlistening.support.Application application =
                new org.streamlistening.support.Application(MonitoredApplication.Audit.class)) {
            HealthCheckResponse ready = application
                    .container()
                    .select(HealthCheck.class, Readiness.Literal.INSTANCE)
                    .get()
                    .call();
            assertThat(ready.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
            assertThat(ready.getData().orElseThrow()).containsOnly(Map.entry("consumer.audit", "STANDBY"));
        } finally {
            noServer.keySet().forEach(System::clearProperty);
        }
    }

    @Test
    void addsNoBeanWhereItIsSwitchedOff() throws Exception {
        try (MonitoredApplication application =
                new MonitoredApplication(Map.of("durable-streams.health.enabled", "false"))) {
            assertThat(application
                            .application()
                            .container()
                            .select(HealthCheck.class, Readiness.Literal.INSTANCE)
                            .isUnsatisfied())
                    .isTrue();
        }
    }

    @Test
    void theConfigurationOfATestApplicationDecidesAtItsDeployment() {
        try (TestStreamServer server = new TestStreamServer()) {
            assertThat(checks(server.application().start())).isNotEmpty();
            assertThat(checks(server.application()
                            .configure("durable-streams.health.enabled", "false")
                            .start()))
                    .isEmpty();
        }
    }

    private static Set<Bean<?>> checks(TestApplication application) {
        return application.beanManager().getBeans(HealthCheck.class, Any.Literal.INSTANCE);
    }
}
