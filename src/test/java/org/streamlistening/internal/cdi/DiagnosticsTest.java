package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.spi.EventMetadata;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.StreamData;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;

/** What cannot work is refused at deployment, in words. One deliberately wrong bean per test. */
class DiagnosticsTest {

    private static final String URL = "durable-streams.url";

    @BeforeEach
    void configure() {
        System.setProperty(URL, "http://127.0.0.1:1/");
    }

    @AfterEach
    void clear() {
        List.of(URL, "durable-streams.live", "durable-streams.executor", "durable-streams.embedded.enabled")
                .forEach(System::clearProperty);
    }

    @ApplicationScoped
    static class Listens {
        @Inject
        @StreamListening
        StreamListener stream;
    }

    @ApplicationScoped
    static class ListensLeft {
        @Inject
        @StreamListening("left")
        StreamListener stream;
    }

    @ApplicationScoped
    static class ObservesLater {
        void onData(@ObservesAsync @StreamListening StreamData data) {}
    }

    @ApplicationScoped
    static class WantsMetadata {
        void onData(@Observes @StreamListening StreamData data, EventMetadata metadata) {}
    }

    @ApplicationScoped
    static class WantsAList {
        void onData(@Observes @StreamListening List<String> data) {}
    }

    @Test
    void saysWhichKeyIsMissing() {
        System.clearProperty(URL);
        assertThatThrownBy(() -> new Application(Listens.class))
                .hasMessageContaining("DS-001")
                .hasMessageContaining("durable-streams.url")
                .hasMessageContaining("durable-streams.embedded.enabled");
    }

    @Test
    void needsNoServerWhereNobodyListens() {
        System.clearProperty(URL);
        try (Application application = new Application(PlainManagedExecutor.class)) {
            assertThat(application.container().isRunning()).isTrue();
        }
    }

    @Test
    void saysWhichValueCannotBeUsed() {
        System.setProperty("durable-streams.live", "sometimes");
        assertThatThrownBy(() -> new Application(Listens.class))
                .hasMessageContaining("DS-002")
                .hasMessageContaining("durable-streams.live is 'sometimes'");
    }

    @Test
    void saysEveryValueThatCannotBeUsed() {
        System.setProperty("durable-streams.live", "sometimes");
        System.setProperty("durable-streams.embedded.enabled", "true");
        System.setProperty("durable-streams.embedded.max-readers", "0");
        System.setProperty("durable-streams.listener.left.timeout", "0s");
        try {
            assertThatThrownBy(() -> new Application(Listens.class, ListensLeft.class))
                    .hasMessageContaining("DS-002: durable-streams.live is 'sometimes'")
                    .hasMessageContaining("DS-002: durable-streams.embedded.max-readers is '0'")
                    .hasMessageContaining("DS-002: durable-streams.listener.left.timeout is '0s'");
        } finally {
            System.clearProperty("durable-streams.embedded.max-readers");
            System.clearProperty("durable-streams.listener.left.timeout");
        }
    }

    @Test
    void refusesABaseUrlThatIsNone() {
        System.setProperty(URL, "localhost:8080/streams");
        assertThatThrownBy(() -> new Application(Listens.class))
                .hasMessageContaining("DS-002")
                .hasMessageContaining(URL);
    }

    @Test
    void refusesAnAsynchronousObserver() {
        assertThatThrownBy(() -> new Application(ObservesLater.class))
                .hasMessageContaining("DS-010")
                .hasMessageContaining("ObservesLater.onData")
                .hasMessageContaining("use @Observes");
    }

    @Test
    void refusesMetadataThatItDoesNotHave() {
        assertThatThrownBy(() -> new Application(WantsMetadata.class))
                .hasMessageContaining("DS-011")
                .hasMessageContaining("WantsMetadata.onData");
    }

    @Test
    void refusesAPayloadWithTypeParameters() {
        assertThatThrownBy(() -> new Application(WantsAList.class))
                .hasMessageContaining("DS-012")
                .hasMessageContaining("java.util.List<java.lang.String>");
    }

    @Test
    void saysAllMistakesAtOnce() {
        assertThatThrownBy(() -> new Application(ObservesLater.class, WantsAList.class))
                .hasMessageContaining("DS-010")
                .hasMessageContaining("DS-012");
    }
}
