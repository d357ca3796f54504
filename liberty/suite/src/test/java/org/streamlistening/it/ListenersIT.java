package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;

/** Named listeners that a session opens and closes, payload types, and the authorizer. */
@ExtendWith(ArquillianExtension.class)
class ListenersIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final URI APPLICATION = Deployments.uri("listeners");

    private final Browser anna = new Browser(APPLICATION).as("anna", "annas-word");
    private final DurableStreamsClient streams = DurableStreamsClient.builder(APPLICATION.resolve("streams"))
            .transport(ClientTransport.JAVA_NET_HTTP)
            .build();

    @Deployment(testable = false)
    static WebArchive application() {
        return Deployments.application("listeners.war", """
                        durable-streams.embedded.enabled=true
                        durable-streams.embedded.access=all
                        """)
                .addClasses(
                        Token.class,
                        NamedListeners.class,
                        NamedListeners.ChatEvent.class,
                        NamedListeners.Said.class,
                        NamedListeners.Left.class)
                .addClasses(OwnStreamsOnly.class, NamedListenersServlet.class)
                .setWebXML("contexts-web.xml");
    }

    @AfterEach
    void closeClient() {
        streams.close();
    }

    private String stream(String values) {
        String id = "listeners/" + UUID.randomUUID();
        streams.create(id, CreateOptions.json());
        streams.append(id, StreamContent.json(values));
        return id;
    }

    private void listen(String listener, String stream) {
        assertThat(anna.call("listen", "listener", listener, "stream", stream)).isEqualTo("listening");
    }

    private List<String> received() {
        return Arrays.asList(anna.look(String[].class));
    }

    private void awaitReceived(String... expected) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(received()).containsExactly(expected));
    }

    @Test
    void opensAndClosesNamedListeners() {
        String first = stream("[{\"index\":1}]");
        String second = stream("[{\"index\":2}]");
        listen("t1", first);
        awaitReceived("tab/t1 1");
        listen("t2", second);
        awaitReceived("tab/t1 1", "tab/t2 2");
        anna.call("close", "listener", "t1");
        streams.append(first, StreamContent.json("{\"index\":3}"));
        streams.append(second, StreamContent.json("{\"index\":4}"));
        awaitReceived("tab/t1 1", "tab/t2 2", "tab/t2 4");
    }

    @Test
    void deliversEachSubtypeToItsObserver() {
        listen("chat", stream("[{\"@type\":\"said\",\"text\":\"hi\"},{\"@type\":\"left\",\"user\":\"bob\"}]"));
        awaitReceived("said hi", "left bob");
    }

    @Test
    void deliversABatchBeforeItsMessages() {
        listen("batch", stream("[{\"index\":1},{\"index\":2}]"));
        awaitReceived("batch [1, 2]", "json 1", "json 2");
    }

    @Test
    void deliversAnUndecodableMessageAsText() {
        listen("raw", stream("[7]"));
        awaitReceived("DELIVERED_RAW", "text 7");
    }

    @Test
    void waitsForAStreamThatIsCreatedLater() {
        String id = "listeners/" + UUID.randomUUID();
        listen("raw", id);
        streams.create(id, CreateOptions.json());
        streams.append(id, StreamContent.json("[\"late\"]"));
        awaitReceived("DELIVERED_RAW", "text \"late\"");
    }

    @Test
    void permitsAPrivateStreamToItsOwnerOnly() {
        streams.create("private/anna/diary", CreateOptions.json());
        assertThat(anna.call("listen", "listener", "t1", "stream", "private/anna/diary"))
                .isEqualTo("listening");
        assertThat(anna.call("listen", "listener", "t1", "stream", "private/ben/diary"))
                .isEqualTo("this session may not listen to stream 'private/ben/diary'");
    }
}
