package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.streamlistening.LiveMode;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.server.JettyServer;
import org.streamlistening.server.ServerOptions;
import org.streamlistening.server.StreamAccess;

/** The snippets of {@code src/docs/client.md}: each stands here between two lines, is compiled, and runs. */
class ClientPageTest {

    private static final Path HERE = Path.of("src/test/java/org/streamlistening/client/ClientPageTest.java");
    private static final Path PAGE = Path.of("src/docs/client.md");

    private static JettyServer server;
    private static URI base;

    @BeforeAll
    static void start() {
        server = JettyServer.start(
                ServerOptions.builder().access(StreamAccess.everything()).build());
        base = server.uri("/");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void eachSnippetOfThePageIsRunHere() throws IOException {
        String here = unindented(Files.readString(HERE));
        List<String> snippets = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(snippets).hasSizeGreaterThanOrEqualTo(9);
        for (String snippet : snippets) {
            String code = unindented(snippet.substring("```java\n".length(), snippet.length() - "```".length()));
            assertThat(here).contains("// [\n" + code + "// ]\n");
        }
    }

    private static String unindented(String text) {
        return text.replaceAll("(?m)^ +", "");
    }

    @Test
    void begin() {
        // [
        try (DurableStreamsClient client = DurableStreamsClient.builder(base).build()) {
            client.create("chat/1", CreateOptions.json());
            client.append("chat/1", StreamContent.json("{\"text\":\"hello\"}"));
            try (StreamReader reader = client.open("chat/1", ReadOptions.catchUp())) {
                StreamBatch batch;
                do {
                    batch = reader.next();
                    for (StreamMessage message : batch.messages()) {
                        System.out.println(message.text());
                    }
                } while (!batch.upToDate());
            }
        }
        // ]
    }

    @Test
    void operations() {
        try (DurableStreamsClient client = DurableStreamsClient.builder(base).build()) {
            // [
            StreamCreated created = client.create("chat/2", CreateOptions.json().ttl(Duration.ofHours(1)));
            StreamWritten one = client.append("chat/2", StreamContent.json("{\"n\":1}")); // one message
            client.append("chat/2", StreamContent.json("[{\"n\":2},{\"n\":3}]")); // two messages
            client.append("chat/2", Map.of("n", 4)); // one message, encoded by JSON Binding
            client.appendAll("chat/2", List.of(Map.of("n", 5), Map.of("n", 6))); // two messages, both or neither
            client.append("chat/2", List.of(7, 8)); // one message: the list
            client.append("chat/2", StreamContent.json("{\"n\":9}"), "0005"); // only if "0005" is greater than before

            client.create("chat/2-fork", CreateOptions.forkOf("chat/2", one.nextOffset(), 1)); // {"n":1} and {"n":2}
            client.create(
                    "note",
                    CreateOptions.defaults()
                            .content(StreamContent.text("the whole content"))
                            .asClosed());

            StreamInfo info = client.head("chat/2"); // content type, end, closed or not, lifetime
            client.close("chat/2", client.json(Map.of("n", 10))); // the last message and the end, both or neither
            client.close("chat/2"); // closed already: nothing happens
            client.delete("note");
            // ]
            assertThat(created.isNew()).isTrue();
            assertThat(info.contentType()).isEqualTo("application/json");
            assertThat(info.closed()).isFalse();
            assertThat(info.ttl()).contains(Duration.ofHours(1));
            assertThat(all(client, "chat/2"))
                    .containsExactly(
                            "{\"n\":1}",
                            "{\"n\":2}",
                            "{\"n\":3}",
                            "{\"n\":4}",
                            "{\"n\":5}",
                            "{\"n\":6}",
                            "[7,8]",
                            "{\"n\":9}",
                            "{\"n\":10}");
            assertThat(all(client, "chat/2-fork")).containsExactly("{\"n\":1}", "{\"n\":2}");
            assertThatThrownBy(() -> client.head("note")).isInstanceOf(StreamNotFoundException.class);
        }
    }

    private static List<String> all(DurableStreamsClient client, String id) {
        List<String> texts = new ArrayList<>();
        try (StreamReader reader = client.open(id, ReadOptions.catchUp())) {
            StreamBatch batch;
            do {
                batch = reader.next();
                batch.messages().forEach(message -> texts.add(message.text()));
            } while (!batch.upToDate());
        }
        return texts;
    }

    @Test
    void following() throws Exception {
        List<String> handled = new ArrayList<>();
        try (DurableStreamsClient client = DurableStreamsClient.builder(base).build()) {
            client.create("chat/3", CreateOptions.json());
            CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> {
                // [
                try (StreamReader reader = client.follow("chat/3", ReadOptions.live(LiveMode.AUTO))) {
                    StreamBatch batch;
                    do {
                        batch = reader.next(); // waits
                        batch.messages().forEach(message -> handled.add(message.text()));
                    } while (!batch.closed());
                }
                // ]
            });
            client.append("chat/3", StreamContent.json("1"));
            client.close("chat/3", StreamContent.json("2"));
            reading.get(20, TimeUnit.SECONDS);
        }
        assertThat(handled).containsExactly("1", "2");
    }

    @Test
    void resuming() {
        List<String> handled = new ArrayList<>();
        try (DurableStreamsClient client = DurableStreamsClient.builder(base).build()) {
            client.create("chat/4", CreateOptions.json());
            client.append("chat/4", StreamContent.json("[1,2,3]"));
            // [
            StreamPosition position = StreamPosition.BEGINNING; // a Serializable record, to store anywhere
            try (StreamReader reader = client.open("chat/4", ReadOptions.catchUp())) {
                StreamBatch batch = reader.next();
                handled.add(batch.messages().get(0).text());
                position = batch.after(1); // after the first message of this batch
            }
            try (StreamReader reader =
                    client.open("chat/4", ReadOptions.catchUp().from(position))) {
                reader.next().messages().forEach(message -> handled.add(message.text()));
            }
            // ]
        }
        assertThat(handled).containsExactly("1", "2", "3");
    }

    @Test
    void ending() throws Exception {
        try (DurableStreamsClient client = DurableStreamsClient.builder(base).build()) {
            client.create("chat/5", CreateOptions.json());
            // [
            StreamReader reader = client.follow("chat/5", ReadOptions.live(LiveMode.LONG_POLL));
            CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> {
                try {
                    while (!reader.next().closed()) {
                        // handle the batch
                    }
                } catch (CancellationException e) {
                    // the reader was closed
                }
            });
            reader.close(); // from any thread; the waiting next() ends within a tenth of a second
            // ]
            reading.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void retrying() {
        // [
        RetryPolicy stubborn = new RetryPolicy(20, Duration.ofMillis(200), Duration.ofSeconds(10), 2);
        DurableStreamsClient client = DurableStreamsClient.builder(base)
                .retry(stubborn) // of single operations
                .operationTimeout(Duration.ofMinutes(2)) // all attempts of one operation together
                .build();
        StreamReader reader = client.follow("chat/6", ReadOptions.live(LiveMode.SSE), stubborn);
        // ]
        reader.close();
        client.close();
    }

    private static final class Tokens {

        private String current() {
            return "secret";
        }

        private void forget() {}
    }

    @Test
    void authenticating() {
        Tokens tokens = new Tokens();
        // [
        DurableStreamsClient client = DurableStreamsClient.builder(base)
                .header("X-Tenant", "blue") // the same with every request
                .headers(() -> Map.of("Authorization", "Bearer " + tokens.current())) // computed for each request
                .onUnauthorized(tokens::forget) // after a 401, before the second and last attempt
                .build();
        // ]
        try (client) {
            assertThat(client.create("chat/7", CreateOptions.defaults()).isNew())
                    .isTrue();
        }
    }

    @Test
    void producing() throws Exception {
        try (DurableStreamsClient client = DurableStreamsClient.builder(base).build()) {
            client.create("log/1", CreateOptions.json());
            // [
            try (StreamProducer producer = client.producer("log/1", ProducerOptions.of("importer-7"))) {
                for (int line = 0; line < 1000; line++) {
                    producer.append(StreamContent.json("{\"line\":" + line + "}")); // does not wait for the server
                }
                producer.flush(); // the server has stored all items, or this throws
                ProducedBatch last =
                        producer.append(StreamContent.json("{\"end\":true}")).get();
                System.out.println("number " + last.seq() + " of epoch " + last.epoch());
                producer.closeStream();
            }
            // ]
            assertThat(all(client, "log/1")).hasSize(1001);
            assertThat(client.head("log/1").closed()).isTrue();
        }
    }

    @Test
    void choosingATransport() {
        // [
        DurableStreamsClient rest = DurableStreamsClient.builder(base)
                .customize(builder -> builder.property("com.example.trace", true)) // filters, providers, TLS
                .build();
        DurableStreamsClient jdk = DurableStreamsClient.builder(base)
                .transport(ClientTransport.JAVA_NET_HTTP)
                .customizeJdk(builder -> builder.version(HttpClient.Version.HTTP_1_1)) // TLS, proxy
                .build();
        // ]
        try (rest;
                jdk) {
            assertThat(rest.create("chat/8", CreateOptions.defaults()).isNew()).isTrue();
            assertThat(jdk.create("chat/8", CreateOptions.defaults()).isNew()).isFalse();
        }
    }

    @Test
    void failing() {
        List<String> reports = new ArrayList<>();
        try (DurableStreamsClient client = DurableStreamsClient.builder(base).build()) {
            // [
            try {
                client.append("no/such", StreamContent.json("1"));
            } catch (StreamNotFoundException e) {
                reports.add(e.getMessage()); // the stream, the response, the remedy
            } catch (StreamException e) {
                reports.add(e.status() + (e.retryable() ? ", later perhaps" : ", never"));
            }
            // ]
        }
        assertThat(reports)
                .containsExactly("cannot append to stream 'no/such': the server answered 404, there is no such stream."
                        + " Create it first, or check the id and the base URI");
    }
}
