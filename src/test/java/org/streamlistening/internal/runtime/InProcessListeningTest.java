package org.streamlistening.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.Logged;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListeners;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamStatus;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.EmbeddedServerEndedException;
import org.streamlistening.client.StreamContent;
import org.streamlistening.internal.config.ApplicationLoader;
import org.streamlistening.server.EmbeddedServer;
import org.streamlistening.support.Application;

/** An application that embeds its server: without a request, a servlet container or an address. */
class InProcessListeningTest {

    private static final int LISTENERS = 1000;

    private final Map<String, String> configured = new HashMap<>();

    @BeforeEach
    void configure() {
        configure("durable-streams.embedded.enabled", "true");
        configure("durable-streams.max-listeners", String.valueOf(LISTENERS));
    }

    private void configure(String key, String value) {
        configured.put(key, value);
        System.setProperty(key, value);
    }

    @AfterEach
    void clear() {
        configured.keySet().forEach(System::clearProperty);
    }

    /** Uses streams while the application starts. */
    @ApplicationScoped
    static class AtStart {

        @Inject
        private DurableStreamsClient streams;

        void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
            streams.create("news", CreateOptions.json());
            streams.append("news", StreamContent.json("\"good morning\""));
        }
    }

    @SessionScoped
    static class Room implements Serializable {

        private static final long serialVersionUID = 1;

        @Inject
        @StreamListening
        private StreamListener stream;

        @Inject
        @StreamListening("tab")
        private StreamListeners tabs;

        private final List<String> received = new CopyOnWriteArrayList<>();

        StreamListener stream() {
            return stream;
        }

        StreamListeners tabs() {
            return tabs;
        }

        List<String> received() {
            return received;
        }

        void onMessage(@Observes @StreamListening StreamMessage message) {
            received.add(message.text());
        }

        void onTabMessage(@Observes @StreamListening("tab") StreamMessage message) {
            received.add(message.text());
        }
    }

    @Test
    void startupCodeCreatesStreamsAndASessionReceivesThem() {
        try (Application application = new Application(AtStart.class, Room.class)) {
            Application.Session session = application.session();
            Room room = session.request(() -> {
                Room bean = session.bean(Room.class);
                bean.stream().listen("news");
                return bean;
            });
            await().until(() -> session.request(() -> room.received().equals(List.of("\"good morning\""))));
            application
                    .container()
                    .select(DurableStreamsClient.class)
                    .get()
                    .append("news", StreamContent.json("\"good night\""));
            await().until(() -> session.request(() -> room.received().size() == 2));
            assertThat(session.<StreamStatus>request(() -> room.stream().getStatus()))
                    .isEqualTo(StreamStatus.LIVE);
        }
        assertThat(serverThreads()).isEmpty();
    }

    /** WildFly ends servlets before the application. */
    @Test
    void theEndOfTheServerBeforeItsApplicationIsNeitherLoggedNorDelivered() throws Exception {
        try (Logged logged = Logged.warnings()) {
            try (Application application = new Application(AtStart.class, Room.class)) {
                Application.Session session = application.session();
                session.run(() -> session.bean(Room.class).stream().listen("news"));
                await().until(() ->
                        session.request(() -> session.bean(Room.class).stream().getStatus() == StreamStatus.LIVE));
                DurableStreamsClient streams = application
                        .container()
                        .select(DurableStreamsClient.class)
                        .get();
                ((AutoCloseable) EmbeddedServer.ofApplication(ApplicationLoader.OF_LIBRARY)).close();
                assertThatThrownBy(() -> streams.create("late", CreateOptions.json()))
                        .isInstanceOf(EmbeddedServerEndedException.class)
                        .hasMessageContaining("the embedded server has ended with the application");
                assertThat(session.<StreamStatus>request(
                                () -> session.bean(Room.class).stream().getStatus()))
                        .isEqualTo(StreamStatus.LIVE);
            }
            assertThat(logged.sentences()).isEmpty();
        }
    }

    private static List<Thread> serverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("durable-streams-server"))
                .toList();
    }

    /** Of Java before 24 each would be seen here; later they are virtual. */
    private static long ioThreadsThatWait() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(one -> one.getKey().getName().startsWith("durable-streams-io"))
                .filter(one -> java.util.Arrays.stream(one.getValue())
                        .anyMatch(frame -> frame.getClassName().startsWith("org.streamlistening.internal.read")))
                .count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sse", "long-poll"})
    void aThousandWaitingListenersHoldNoThreadAndAllReceive(String live) {
        configure("durable-streams.listener.tab.live", live);
        try (Application application = new Application(AtStart.class, Room.class)) {
            DurableStreamsClient streams =
                    application.container().select(DurableStreamsClient.class).get();
            Application.Session session = application.session();
            List<StreamListener> listeners = new ArrayList<>();
            Room room = session.request(() -> {
                Room bean = session.bean(Room.class);
                for (int i = 0; i < LISTENERS; i++) {
                    streams.create("tab/" + i, CreateOptions.json());
                    StreamListener listener = bean.tabs().open("" + i);
                    listener.listen("tab/" + i);
                    listeners.add(listener);
                }
                return bean;
            });
            await().until(() ->
                    session.request(() -> listeners.stream().allMatch(one -> one.getStatus() == StreamStatus.LIVE)));
            await().untilAsserted(() -> assertThat(ioThreadsThatWait()).isZero());
            for (int i = 0; i < LISTENERS; i++) {
                streams.append("tab/" + i, StreamContent.json(String.valueOf(i)));
            }
            await().until(() -> session.request(() -> room.received().size() == LISTENERS));
            assertThat(session.<List<String>>request(room::received))
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, LISTENERS)
                            .mapToObj(String::valueOf)
                            .toList());
        }
    }
}
