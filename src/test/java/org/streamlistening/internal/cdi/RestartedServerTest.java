package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamReset;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;
import org.streamlistening.server.JettyServer;
import org.streamlistening.server.ServerOptions;
import org.streamlistening.server.StreamAccess;
import org.streamlistening.support.Application;

/** A server with streams in memory is restarted while sessions continue: no new message is skipped. */
class RestartedServerTest {

    private static final String URL = "durable-streams.url";
    private static final String GONE = "durable-streams.on-history-gone";
    private static final String MISSING = "durable-streams.on-missing";

    private static final List<String> RECEIVED = new CopyOnWriteArrayList<>();

    private JettyServer server = start(0);
    private DurableStreamsClient writer;
    private Application application;
    private Application.Session session;

    @BeforeEach
    void start() {
        RECEIVED.clear();
        writer = DurableStreamsClient.builder(server.uri("/")).build();
        System.setProperty(URL, server.uri("/").toString());
        System.setProperty(GONE, "from-start");
        System.setProperty(MISSING, "wait");
        application = new Application(Room.class);
        session = application.session();
    }

    @AfterEach
    void stop() {
        application.close();
        writer.close();
        server.close();
        List.of(URL, GONE, MISSING).forEach(System::clearProperty);
    }

    private static JettyServer start(int port) {
        return JettyServer.start(
                port,
                "/*",
                ServerOptions.builder().access(StreamAccess.everything()).build());
    }

    public record Token(String text) {}

    @SessionScoped
    public static class Room implements Serializable {

        private static final long serialVersionUID = 1;

        @Inject
        @StreamListening
        StreamListener stream;

        void onToken(@Observes @StreamListening Token token) {
            RECEIVED.add(token.text());
        }

        void onReset(@Observes @StreamListening StreamReset reset) {
            RECEIVED.add(reset.reason().name());
        }

        public StreamListener stream() {
            return stream;
        }
    }

    private void say(String... texts) {
        for (String text : texts) {
            writer.append("s", StreamContent.json("{\"text\":\"" + text + "\"}"));
        }
    }

    private void assertReceived(String... expected) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(RECEIVED).endsWith(expected[expected.length - 1]));
        assertThat(RECEIVED).containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSessionReceivesAllOfAStreamThatIsCreatedAgain(boolean passivated) throws Exception {
        writer.create("s", CreateOptions.json());
        say("1", "2", "3");
        session.run(() -> session.bean(Room.class).stream().listen("s"));
        assertReceived("1", "2", "3");
        if (passivated) {
            // The snapshot of this request has the position of the listener.
            session.run(() -> session.bean(Room.class).stream().getStatus());
            session.passivate();
        }
        int port = server.uri("/").getPort();
        server.close();
        server = start(port);
        writer.create("s", CreateOptions.json());
        say("a", "b", "c", "d", "e");
        session.run(() -> session.bean(Room.class).stream().getStatus());
        assertReceived("1", "2", "3", "RECREATED", "a", "b", "c", "d", "e");
    }
}
