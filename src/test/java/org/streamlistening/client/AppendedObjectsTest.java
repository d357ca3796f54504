package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.JsonbException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.server.JettyServer;
import org.streamlistening.server.ServerOptions;
import org.streamlistening.server.StreamAccess;

/** Objects that are appended as messages, and streams that are created whether or not they exist. */
class AppendedObjectsTest {

    private final JettyServer server = JettyServer.start(
            ServerOptions.builder().access(StreamAccess.everything()).build());
    private final DurableStreamsClient client =
            DurableStreamsClient.builder(server.uri("/")).build();

    /** An object of an application. */
    public record Order(String product, int count) {}

    /** An object that JSON Binding cannot encode. */
    public static class Unreadable {
        public String getText() {
            throw new IllegalStateException("not readable");
        }
    }

    @BeforeEach
    void create() {
        client.create("orders", CreateOptions.json());
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private List<String> messages() {
        List<String> texts = new ArrayList<>();
        try (StreamReader reader = client.open("orders", ReadOptions.catchUp())) {
            StreamBatch batch;
            do {
                batch = reader.next();
                batch.messages().forEach(message -> texts.add(message.text()));
            } while (!batch.upToDate());
        }
        return texts;
    }

    @Test
    void anObjectIsOneMessage() {
        client.append("orders", new Order("tea", 2));
        client.append("orders", "text");
        client.append("orders", 7);
        client.append("orders", Json.createArrayBuilder().add(1).add(2).build());
        assertThat(messages()).containsExactly("{\"count\":2,\"product\":\"tea\"}", "\"text\"", "7", "[1,2]");
    }

    @Test
    void aListOrAnArrayIsOneMessage() {
        client.append("orders", List.of(1, 2));
        client.append("orders", new int[] {3, 4});
        client.append("orders", List.of());
        assertThat(messages()).containsExactly("[1,2]", "[3,4]", "[]");
    }

    @Test
    void appendAllMakesAMessageOfEachObject() {
        client.appendAll("orders", List.of(new Order("tea", 1), List.of(2, 3), "text"));
        assertThat(messages()).containsExactly("{\"count\":1,\"product\":\"tea\"}", "[2,3]", "\"text\"");
    }

    @Test
    void contentIsAppendedAsItIs() {
        Object content = StreamContent.json("[1,2]");
        client.append("orders", content);
        assertThat(messages()).containsExactly("1", "2");
    }

    @Test
    void anObjectCanBeTheLastMessageAndAnItemOfAProducer() {
        try (StreamProducer producer = client.producer("orders", ProducerOptions.of("writer"))) {
            producer.append(client.json(List.of(1, 2)));
            producer.closeStream(client.json(new Order("tea", 3)));
        }
        assertThat(messages()).containsExactly("[1,2]", "{\"count\":3,\"product\":\"tea\"}");
    }

    @Test
    void theJsonbOfTheApplicationEncodes() {
        var jsonb = JsonbBuilder.create(new JsonbConfig().withNullValues(true));
        try (DurableStreamsClient own =
                DurableStreamsClient.builder(server.uri("/")).jsonb(jsonb).build()) {
            own.append("orders", new Order(null, 1));
        }
        assertThat(messages()).containsExactly("{\"count\":1,\"product\":null}");
        // The client has not closed it.
        assertThat(jsonb.toJson(1)).isEqualTo("1");
    }

    @Test
    void whatIsNoJsonMessageIsRejectedBeforeARequest() {
        assertThatThrownBy(() -> client.append("orders", new byte[] {1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("byte[]");
        assertThatThrownBy(() -> client.appendAll("orders", List.of(StreamContent.json("1"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.appendAll("orders", Set.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.append("orders", new Unreadable())).isInstanceOf(JsonbException.class);
        assertThat(messages()).isEmpty();
    }

    @Test
    void aStreamOfAnotherContentTypeRejectsAnObject() {
        client.create("text", CreateOptions.defaults().contentType("text/plain"));
        assertThatThrownBy(() -> client.append("text", new Order("tea", 1)))
                .isInstanceOf(StreamConflictException.class)
                .hasMessageContaining("content type");
    }

    @Test
    void createIfMissingCreatesOnce() {
        assertThat(client.createIfMissing("new", CreateOptions.json()).isNew()).isTrue();
        assertThat(client.createIfMissing("new", CreateOptions.json()).isNew()).isFalse();
    }

    @Test
    void createIfMissingLeavesAStreamOfAnotherConfigurationAsItIs() {
        StreamWritten end = client.append("orders", 1);
        StreamCreated found = client.createIfMissing("orders", CreateOptions.defaults());
        assertThat(found).isEqualTo(new StreamCreated(false, end.nextOffset(), false));
        assertThat(client.head("orders").contentType()).isEqualTo("application/json");
    }

    @Test
    void aClosedStreamSaysThatItIsClosed() {
        StreamWritten end = client.close("orders", client.json(1));
        assertThatThrownBy(() -> client.create("orders", CreateOptions.json()))
                .isInstanceOf(StreamConflictException.class)
                .hasMessageContaining("the stream exists already, and it is closed");
        assertThat(client.createIfMissing("orders", CreateOptions.json()))
                .isEqualTo(new StreamCreated(false, end.nextOffset(), true));
    }

    /** The stream is deleted between the two requests of a call, each time that it is looked at. */
    @Test
    void createIfMissingGivesUpOnAStreamThatIsAlwaysDeletedAgain() {
        AtomicInteger requests = new AtomicInteger();
        try (DurableStreamsClient deleting = DurableStreamsClient.builder(server.uri("/"))
                .headers(() -> {
                    // Create, look, create, look: a supplier runs before each request.
                    if (requests.incrementAndGet() % 2 == 0) {
                        client.delete("orders");
                    } else if (requests.get() > 1) {
                        client.create("orders", CreateOptions.json());
                    }
                    return Map.of();
                })
                .build()) {
            assertThatThrownBy(() -> deleting.createIfMissing("orders", CreateOptions.defaults()))
                    .isInstanceOf(StreamConflictException.class);
            assertThat(requests).hasValue(6);
        }
    }
}
