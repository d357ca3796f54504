package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;
import org.streamlistening.consumer.StreamConsuming;
import org.streamlistening.internal.config.ApplicationLoader;
import org.streamlistening.internal.embedded.EmbeddedServerRegistry;
import org.streamlistening.internal.embedded.StreamServer;
import org.streamlistening.server.EmbeddedServer;
import org.streamlistening.support.Application;

/** A consumer whose streams and checkpoints are in the embedded server of its own application. */
class OwnServerConsumerTest {

    /** The next start must not wait for the lease of the last one. */
    private static final Duration SHORTER_THAN_THE_LEASE = Duration.ofSeconds(5);

    private static final List<Integer> RECEIVED = new CopyOnWriteArrayList<>();

    private Map<String, String> configuration;

    @TempDir
    Path store;

    @BeforeEach
    void configure() {
        RECEIVED.clear();
        configuration = Map.of(
                "durable-streams.embedded.enabled", "true",
                "durable-streams.embedded.store", store.toString(),
                "durable-streams.consumer.audit.stream", "numbers");
        configuration.forEach(System::setProperty);
    }

    @AfterEach
    void restore() {
        configuration.keySet().forEach(System::clearProperty);
    }

    @ApplicationScoped
    static class Audit {

        void onNumber(@Observes @StreamConsuming("audit") Integer number) {
            RECEIVED.add(number);
        }
    }

    @Test
    void goesOnAtOnceWhereItWasAlthoughItsServerEndedBeforeTheApplication() {
        try (Application application = new Application(Audit.class)) {
            client(application).create("numbers", CreateOptions.json());
            append(application, 0, 30);
            awaitReceived(30);
            endServer();
        }
        try (Application application = new Application(Audit.class)) {
            append(application, 30, 31);
            awaitReceived(31);
            endServer();
        }
        try (Application application = new Application(Audit.class)) {
            append(application, 31, 32);
            awaitReceived(32);
        }
    }

    private static DurableStreamsClient client(Application application) {
        return application.container().select(DurableStreamsClient.class).get();
    }

    private static void append(Application application, int from, int to) {
        IntStream.range(from, to)
                .forEach(number -> client(application).append("numbers", StreamContent.json("" + number)));
    }

    private static void awaitReceived(int count) {
        await().atMost(SHORTER_THAN_THE_LEASE)
                .untilAsserted(() -> assertThat(RECEIVED)
                        .isEqualTo(IntStream.range(0, count).boxed().toList()));
    }

    /** As containers do that end servlets first. */
    private static void endServer() {
        StreamServer server = (StreamServer) EmbeddedServer.ofApplication(ApplicationLoader.OF_LIBRARY);
        EmbeddedServerRegistry.forget(server);
        server.close();
    }
}
