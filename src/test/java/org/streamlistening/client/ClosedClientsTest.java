package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.streamlistening.client.ScriptedResponse.events;
import static org.streamlistening.client.ScriptedResponse.json;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.LiveMode;

/** A client that was closed in the middle of a response leaves no thread behind, neither idle nor at work. */
class ClosedClientsTest {

    private static final int CLIENTS = 200;

    private final ScriptedServer server = new ScriptedServer();
    private final Set<Thread> before = threads();

    @AfterEach
    void end() {
        server.close();
    }

    @Test
    void theThreadsOfManyClosedClientsEnd() {
        for (int i = 0; i < CLIENTS; i++) {
            server.respondsWith(
                    json("[]").next("0").upToDate(),
                    events("event: data\ndata: [1]", "event: control\ndata: {\"streamNextOffset\":\"1\"}")
                            .thenStaysOpen());
            try (DurableStreamsClient client = DurableStreamsClient.builder(server.base())
                            .transport(ClientTransport.JAVA_NET_HTTP)
                            .build();
                    StreamReader reader = client.open("chat", ReadOptions.live(LiveMode.SSE))) {
                reader.next();
                assertThat(Batches.texts(List.of(reader.next()))).containsExactly("1");
            }
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(left()).isEmpty());
    }

    private Set<Thread> left() {
        Set<Thread> left = threads();
        left.removeAll(before);
        return left;
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("durable-streams-http"))
                .collect(Collectors.toSet());
    }
}
