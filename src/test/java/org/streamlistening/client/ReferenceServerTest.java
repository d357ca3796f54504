package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.streamlistening.client.Batches.texts;

import jakarta.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;

@ParameterizedClass
@EnumSource(ClientTransport.class)
class ReferenceServerTest {

    private static ReferenceServer server;

    private final ClientTransport transport;
    private final DurableStreamsClient client;
    private final String id = "test/" + UUID.randomUUID() + " é";

    ReferenceServerTest(ClientTransport transport) {
        this.transport = transport;
        this.client = client(server);
    }

    private DurableStreamsClient client(ReferenceServer of) {
        return DurableStreamsClient.builder(of.base())
                .transport(transport)
                .maxChunkBytes(4096)
                .build();
    }

    @BeforeAll
    static void start() {
        server = ReferenceServer.start();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @AfterEach
    void end() {
        client.close();
    }

    @Test
    void createsAStreamOnce() {
        CreateOptions options = CreateOptions.json().ttl(Duration.ofHours(1));
        assertThat(client.create(id, options).isNew()).isTrue();
        assertThat(client.create(id, options).isNew()).isFalse();
        assertThatThrownBy(() -> client.create(id, CreateOptions.json())).isInstanceOf(StreamConflictException.class);
        StreamInfo info = client.head(id);
        assertThat(info.contentType()).isEqualTo("application/json");
        assertThat(info.ttl()).contains(Duration.ofHours(1));
        assertThat(info.closed()).isFalse();
        client.delete(id);
        assertThatThrownBy(() -> client.head(id)).isInstanceOf(StreamNotFoundException.class);
        assertThatThrownBy(() -> client.delete(id)).isInstanceOf(StreamNotFoundException.class);
    }

    @Test
    void createsAStreamThatEndsAndIsComplete() {
        Instant end = Instant.parse("2100-01-01T00:00:00Z");
        StreamCreated created = client.create(
                id,
                CreateOptions.defaults()
                        .content(StreamContent.text("all"))
                        .expiresAt(end)
                        .asClosed());
        assertThat(created.closed()).isTrue();
        assertThat(client.head(id).expiresAt()).contains(end);
        List<StreamBatch> batches = untilClosed(LiveMode.LONG_POLL);
        assertThat(texts(batches)).containsExactly("all");
        assertThatThrownBy(() -> client.append(id, StreamContent.text("more")))
                .isInstanceOfSatisfying(
                        StreamClosedException.class,
                        e -> assertThat(e.finalOffset()).contains(created.nextOffset()));
    }

    @Test
    void forksAStreamInTheMiddle() {
        client.create(id, CreateOptions.json());
        Offset second = client.append(id, StreamContent.json("[1,2]")).nextOffset();
        client.append(id, StreamContent.json("[3,4,5]"));
        client.create(id + "/fork", CreateOptions.forkOf(id, second, 2));
        client.append(id + "/fork", StreamContent.json("\"own\""));
        client.close(id + "/fork");
        try (StreamReader reader = client.open(id + "/fork", ReadOptions.catchUp())) {
            assertThat(texts(List.of(reader.next()))).containsExactly("1", "2", "3", "4", "\"own\"");
        }
        assertThatThrownBy(() -> client.create(id + "/none", CreateOptions.forkOf("no/such")))
                .isInstanceOf(StreamNotFoundException.class);
    }

    @Test
    void comparesSequences() {
        client.create(id, CreateOptions.json());
        client.append(id, StreamContent.json("1"), "a");
        client.append(id, StreamContent.json("2"), "b");
        assertThatThrownBy(() -> client.append(id, StreamContent.json("3"), "b"))
                .isInstanceOf(StreamConflictException.class);
        assertThatThrownBy(() -> client.append(id, StreamContent.text("text")))
                .isInstanceOf(StreamConflictException.class);
        assertThatThrownBy(() -> client.append(id, StreamContent.json("[]")))
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.status()).isEqualTo(400));
    }

    @ParameterizedTest
    @EnumSource(LiveMode.class)
    void deliversEachJsonMessage(LiveMode mode) throws Exception {
        // Only text that this server stores unchanged: it parses numbers and escapes, and serialises them again.
        List<String> written = List.of("1.5", "-7", "{\"a\":[1,2]}", "\"é\u2028😀\"", "[[1],[]]", "null", "\"\\n\"");
        client.create(id, CreateOptions.json());
        client.append(id, StreamContent.json("[" + written.get(0) + "," + written.get(1) + "]"));
        CompletableFuture<List<StreamBatch>> reading = CompletableFuture.supplyAsync(() -> untilClosed(mode));
        for (String value : written.subList(2, 7)) {
            client.append(id, StreamContent.json("[" + value + "]"));
        }
        client.close(id, StreamContent.json(Json.createArrayBuilder().add(7).build()));
        List<String> read = texts(reading.get(20, TimeUnit.SECONDS));
        assertThat(read.subList(0, 7)).isEqualTo(written);
        assertThat(read).hasSize(8).endsWith("[7]");
    }

    @ParameterizedTest
    @EnumSource(LiveMode.class)
    void deliversBytesAsTheyWereWritten(LiveMode mode) throws Exception {
        byte[] all = new byte[50_000];
        new Random(1).nextBytes(all);
        client.create(id, CreateOptions.defaults().contentType("application/x-thing"));
        CompletableFuture<List<StreamBatch>> reading = CompletableFuture.supplyAsync(() -> untilClosed(mode));
        for (int from = 0; from < all.length; from += 5_000) {
            byte[] part = java.util.Arrays.copyOfRange(all, from, from + 5_000);
            client.append(id, StreamContent.of(part, "application/x-thing"));
        }
        client.close(id);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        reading.get(20, TimeUnit.SECONDS).stream()
                .flatMap(batch -> batch.messages().stream())
                .forEach(message -> read.writeBytes(message.bytes()));
        assertThat(read.toByteArray()).isEqualTo(all);
    }

    @Test
    void readsOnlyWhatIsNewFromNowOn() throws Exception {
        client.create(id, CreateOptions.json());
        client.append(id, StreamContent.json("\"old\""));
        try (StreamReader reader =
                client.open(id, ReadOptions.live(LiveMode.LONG_POLL).from(Offset.NOW))) {
            assertThat(reader.next().messages()).isEmpty();
            client.append(id, StreamContent.json("\"new\""));
            assertThat(texts(List.of(reader.next()))).containsExactly("\"new\"");
        }
    }

    @ParameterizedTest
    @EnumSource(LiveMode.class)
    void losesAndDuplicatesNothingUnderAnyFaultOfTheServer(LiveMode mode) throws Exception {
        List<String> written =
                IntStream.range(0, 300).mapToObj(i -> "\"m" + i + "\"").toList();
        client.create(id, CreateOptions.json());
        CompletableFuture<List<StreamBatch>> reading = CompletableFuture.supplyAsync(() -> untilClosed(mode));
        String path = "'path':'/" + StreamId.of(id).path() + "','method':'GET'";
        List<String> faults = List.of(
                "{" + path + ",'status':503,'count':2}",
                "{" + path + ",'dropConnection':true,'count':2}",
                "{" + path + ",'delayMs':150,'count':1}",
                "{" + path + ",'status':429,'retryAfter':1,'count':1}");
        for (int i = 0; i < written.size(); i += 10) {
            if (i % 40 == 0) {
                server.fault(faults.get(i / 40 % faults.size()));
            }
            client.append(id, StreamContent.json("[" + String.join(",", written.subList(i, i + 10)) + "]"));
        }
        client.close(id);
        assertThat(texts(reading.get(60, TimeUnit.SECONDS))).isEqualTo(written);
    }

    @Test
    void reportsThatABodyIsCorruptOrCut() {
        client.create(id, CreateOptions.json());
        client.append(id, StreamContent.json("[{\"a\":1},{\"b\":2}]"));
        String path = "'path':'/" + StreamId.of(id).path() + "','method':'GET','count':1";
        for (String fault : List.of("'corruptBody':true", "'truncateBodyBytes':12")) {
            server.fault("{" + path + "," + fault + "}");
            try (StreamReader reader = client.open(id, ReadOptions.catchUp())) {
                assertThatThrownBy(() -> {
                            reader.next();
                            reader.next();
                        })
                        .isInstanceOf(StreamDecodeException.class);
            }
        }
    }

    @Test
    void producesExactlyOnceUnderAnyFaultOfTheServer() {
        List<String> written =
                IntStream.range(0, 200).mapToObj(i -> "\"m" + i + "\"").toList();
        client.create(id, CreateOptions.json());
        String path = "'path':'/" + StreamId.of(id).path() + "','method':'POST'";
        ProducerOptions options = ProducerOptions.of("writer").maxBatchItems(3).maxInFlight(4);
        try (StreamProducer producer = client.producer(id, options)) {
            for (int i = 0; i < written.size(); i++) {
                if (i % 50 == 0) {
                    server.fault("{" + path
                            + (i % 100 == 0 ? ",'status':500,'count':3}" : ",'dropConnection':true,'count':3}"));
                }
                producer.append(StreamContent.json(written.get(i)));
                if (i % 50 == 49) {
                    producer.flush();
                }
            }
            producer.closeStream(StreamContent.json("\"end\""));
            producer.closeStream(StreamContent.json("\"end\""));
        }
        List<String> read = texts(untilClosed(LiveMode.LONG_POLL));
        assertThat(read.subList(0, 200)).isEqualTo(written);
        assertThat(read).hasSize(201).endsWith("\"end\"");
    }

    @Test
    void fencesTheEarlierEpochOfAProducer() {
        client.create(id, CreateOptions.json());
        try (StreamProducer first = client.producer(id, ProducerOptions.of("writer"));
                StreamProducer second = client.producer(
                        id, ProducerOptions.of("writer").autoClaim(true).epoch(0))) {
            first.append(StreamContent.json("1"));
            first.flush();
            try (StreamProducer later =
                    client.producer(id, ProducerOptions.of("writer").epoch(5))) {
                later.append(StreamContent.json("2"));
            }
            first.append(StreamContent.json("3"));
            assertThatThrownBy(first::flush).isInstanceOf(ProducerFencedException.class);
            CompletableFuture<ProducedBatch> claimed = second.append(StreamContent.json("4"));
            second.flush();
            assertThat(claimed.join().epoch()).isEqualTo(6);
        }
        client.close(id);
        assertThat(texts(untilClosed(LiveMode.LONG_POLL))).containsExactly("1", "2", "4");
    }

    @ParameterizedTest
    @EnumSource(LiveMode.class)
    void continuesWhenTheServerIsBack(LiveMode mode, @TempDir Path data) throws Exception {
        List<String> read = java.util.Collections.synchronizedList(new ArrayList<>());
        ReferenceServer first = ReferenceServer.start(0, Duration.ofSeconds(20), data);
        DurableStreamsClient writer = client(first);
        writer.create(id, CreateOptions.json());
        StreamReader reader = writer.follow(id, ReadOptions.live(mode));
        CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> {
            StreamBatch batch;
            do {
                batch = reader.next();
                batch.messages().forEach(message -> read.add(message.text()));
            } while (!batch.closed());
        });
        try (writer) {
            writer.append(id, StreamContent.json("1"));
            Awaitility.await().until(() -> read.size() == 1);
            first.close();
            try (ReferenceServer second = ReferenceServer.start(first.base().getPort(), Duration.ofSeconds(20), data)) {
                writer.append(id, StreamContent.json("2"));
                Awaitility.await().until(() -> read.size() == 2);
                // In two requests: with its streams on disk, this server responds to a waiting poll that the stream is
                // closed, without the last message.
                writer.append(id, StreamContent.json("3"));
                Awaitility.await().until(() -> read.size() == 3);
                writer.close(id);
                reading.get(20, TimeUnit.SECONDS);
                assertThat(second.base()).isEqualTo(first.base());
            }
        }
        assertThat(read).containsExactly("1", "2", "3");
    }

    private List<StreamBatch> untilClosed(LiveMode mode) {
        RetryPolicy quick = new RetryPolicy(100, Duration.ofMillis(10), Duration.ofMillis(100), 2);
        return Batches.untilClosed(client.follow(id, ReadOptions.live(mode), quick));
    }
}
