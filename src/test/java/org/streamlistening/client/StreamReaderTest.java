package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.streamlistening.client.Batches.bytes;
import static org.streamlistening.client.Batches.texts;
import static org.streamlistening.client.ScriptedResponse.bytes;
import static org.streamlistening.client.ScriptedResponse.json;
import static org.streamlistening.client.ScriptedResponse.noContent;
import static org.streamlistening.client.ScriptedResponse.status;
import static org.streamlistening.client.ScriptedResponse.text;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;

@ParameterizedClass
@EnumSource(ClientTransport.class)
class StreamReaderTest {

    private final ScriptedServer server = new ScriptedServer();
    private final DurableStreamsClient client;
    private final ClientTransport transport;

    StreamReaderTest(ClientTransport transport) {
        this.transport = transport;
        this.client = builder().build();
    }

    private DurableStreamsClientBuilder builder() {
        return DurableStreamsClient.builder(server.base())
                .transport(transport)
                .maxChunkBytes(1024)
                .requestTimeout(Duration.ofSeconds(1));
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    @Test
    void readsPageAfterPageUntilThereIsNoMore() {
        server.respondsWith(
                json("[1,2]").next("2"),
                json("[3]").next("3"),
                json("[\"4\"]").next("4").upToDate());
        assertThat(texts(catchUp())).containsExactly("1", "2", "3", "\"4\"");
        assertThat(server.targets())
                .containsExactly("/streams/chat?offset=-1", "/streams/chat?offset=2", "/streams/chat?offset=3");
    }

    @Test
    void pausesForAServerThatAdvancesTheOffsetWithoutData() throws Exception {
        AtomicInteger position = new AtomicInteger();
        server.respondsByDefault(request -> json("[]").next("" + position.incrementAndGet()));
        assertThat(requestsInASecond(ReadOptions.live(LiveMode.LONG_POLL))).isBetween(2, 12);
    }

    @Test
    void pausesForLongPollsThatEndAtOnceAndAdvanceTheOffsetWithoutData() throws Exception {
        AtomicInteger position = new AtomicInteger();
        server.respondsByDefault(
                request -> json("[]").next("" + position.incrementAndGet()).upToDate());
        assertThat(requestsInASecond(ReadOptions.live(LiveMode.LONG_POLL))).isBetween(2, 12);
    }

    @Test
    void pausesForEventStreamsThatEndAtOnceAndAdvanceTheOffsetWithoutData() throws Exception {
        AtomicInteger position = new AtomicInteger();
        server.respondsByDefault(request -> {
            String next = "" + position.incrementAndGet();
            return request.target().contains("live=sse")
                    ? ScriptedResponse.events("event: control\ndata: {\"streamNextOffset\":\"" + next + "\"}")
                    : json("[]").next(next).upToDate();
        });
        assertThat(requestsInASecond(ReadOptions.live(LiveMode.SSE))).isBetween(2, 12);
    }

    @Test
    void pausesWithinAnEventStreamThatAdvancesTheOffsetWithoutData() throws Exception {
        String[] events = new String[100_000];
        for (int i = 0; i < events.length; i++) {
            events[i] = "event: control\ndata: {\"streamNextOffset\":\"" + i + "\"}";
        }
        server.respondsWith(json("[]").next("0").upToDate(), ScriptedResponse.events(events));
        assertThat(batchesInASecond(ReadOptions.live(LiveMode.SSE))).isBetween(2, 12);
    }

    private int requestsInASecond(ReadOptions options) throws Exception {
        batchesInASecond(options);
        return server.requests().size();
    }

    /** The number of batches of a reader that is called again at once. */
    private int batchesInASecond(ReadOptions options) throws Exception {
        AtomicInteger batches = new AtomicInteger();
        try (StreamReader reader = client.open("chat", options)) {
            CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> {
                while (true) {
                    reader.next();
                    batches.incrementAndGet();
                }
            });
            assertThatThrownBy(() -> reading.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        }
        return batches.get();
    }

    @Test
    void usesOneConnectionForConsecutivePages() {
        for (int i = 0; i < 20; i++) {
            server.respondsWith(json("[" + "1,".repeat(i * 300) + "1]").next("" + i));
        }
        server.respondsWith(json("[]").next("20").upToDate());
        catchUp();
        assertThat(server.accepted()).isEqualTo(1);
    }

    @Test
    void returnsNothingAfterTheEnd() {
        server.respondsWith(json("[1]").next("1").upToDate().closed());
        try (StreamReader reader = client.open("chat", ReadOptions.live(LiveMode.LONG_POLL))) {
            StreamBatch last = reader.next();
            assertThat(last.closed()).isTrue();
            assertThat(last.next()).isEqualTo(StreamPosition.at(Offset.of("1")));
            assertThatThrownBy(reader::next).isInstanceOf(IllegalStateException.class);
        }
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void waitsForNewMessagesAndEchoesTheCursor() {
        server.respondsWith(
                json("[]").next("0").upToDate().cursor("c 1"),
                noContent().next("0").upToDate().cursor("c2"),
                json("[1]").next("1").upToDate().cursor("c3"),
                noContent().next("1").upToDate().closed());
        assertThat(texts(read(ReadOptions.live(LiveMode.LONG_POLL)))).containsExactly("1");
        assertThat(server.targets())
                .containsExactly(
                        "/streams/chat?offset=-1",
                        "/streams/chat?cursor=c%201&live=long-poll&offset=0",
                        "/streams/chat?cursor=c2&live=long-poll&offset=0",
                        "/streams/chat?cursor=c3&live=long-poll&offset=1");
    }

    @Test
    void startsAtTheEndFromNow() {
        server.respondsWith(
                json("[]").next("7").upToDate(),
                json("[8]").next("8").upToDate().closed());
        List<StreamBatch> batches = read(ReadOptions.live(LiveMode.LONG_POLL).from(Offset.NOW));
        assertThat(batches.get(0).next()).isEqualTo(StreamPosition.at(Offset.of("7")));
        assertThat(texts(batches)).containsExactly("8");
        assertThat(server.targets())
                .containsExactly("/streams/chat?offset=now", "/streams/chat?live=long-poll&offset=7");
    }

    @Test
    void splitsALongResponseIntoBatches() {
        String message = "\"" + "x".repeat(398) + "\"";
        server.respondsWith(
                json("[" + (message + ",").repeat(4) + message + "]").next("5").upToDate());
        List<StreamBatch> batches = catchUp();
        assertThat(batches).extracting(batch -> batch.messages().size()).containsExactly(2, 2, 1);
        assertThat(batches)
                .extracting(StreamBatch::next)
                .containsExactly(
                        new StreamPosition(Offset.BEGINNING, 2),
                        new StreamPosition(Offset.BEGINNING, 4),
                        StreamPosition.at(Offset.of("5")));
        assertThat(batches).extracting(StreamBatch::upToDate).containsExactly(false, false, true);
        assertThat(batches.get(1).after(1)).isEqualTo(new StreamPosition(Offset.BEGINNING, 3));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void continuesInTheMiddleOfAResponse() {
        server.respondsWith(json("[1,2,3,4]").next("4").upToDate());
        StreamPosition inside = new StreamPosition(Offset.of("0"), 3);
        List<StreamBatch> batches = read(ReadOptions.catchUp().from(inside));
        assertThat(texts(batches)).containsExactly("4");
        assertThat(batches.get(0).from()).isEqualTo(inside);
    }

    @Test
    void continuesInTheMiddleEvenIfThePagesAreShorterNow() {
        server.respondsWith(
                json("[1,2]").next("2"),
                json("[3]").next("3"),
                json("[4,5]").next("5").upToDate());
        List<StreamBatch> batches = read(ReadOptions.catchUp().from(new StreamPosition(Offset.of("0"), 4)));
        assertThat(texts(batches)).containsExactly("5");
        assertThat(batches)
                .extracting(StreamBatch::next)
                .containsExactly(
                        new StreamPosition(Offset.of("2"), 2),
                        new StreamPosition(Offset.of("3"), 1),
                        StreamPosition.at(Offset.of("5")));
    }

    @Test
    void cutsTextOnlyBetweenCharacters() {
        String text = "x" + "€".repeat(1000);
        server.respondsWith(text(text).next("1").upToDate());
        List<StreamBatch> batches = catchUp();
        assertThat(String.join("", texts(batches))).isEqualTo(text);
        assertThat(texts(batches)).hasSizeGreaterThan(2).noneMatch(chunk -> chunk.contains("\ufffd"));
        long read = batches.get(0).messages().get(0).length();
        assertThat(batches.get(0).next()).isEqualTo(new StreamPosition(Offset.BEGINNING, read));
    }

    @Test
    void countsBytesWhereThereAreNoMessages() {
        byte[] content = new byte[5000];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) i;
        }
        server.respondsWith(
                bytes("application/octet-stream", content).next("1").upToDate(),
                bytes("application/octet-stream", content).next("1").upToDate());
        List<StreamBatch> batches = catchUp();
        assertThat(bytes(batches)).isEqualTo(content);
        StreamPosition third = batches.get(1).next();
        assertThat(third.skip()).isEqualTo(2048);
        List<StreamBatch> rest = read(ReadOptions.catchUp().from(third));
        assertThat(bytes(rest)).isEqualTo(java.util.Arrays.copyOfRange(content, 2048, 5000));
    }

    @Test
    void decompressesResponses() throws IOException {
        server.respondsWith(json("[1,2,3]").next("3").upToDate().gzipped());
        assertThat(texts(catchUp())).containsExactly("1", "2", "3");
        assertThat(server.requests().get(0).header("Accept-Encoding")).isEqualTo("gzip");
    }

    @Test
    void doesNotSpinWhenPollsEndAtOnceWithoutData() throws Exception {
        server.respondsWith(json("[]").next("0").upToDate())
                .respondsByDefault(request -> noContent().next("0").upToDate());
        StreamReader reader = client.open("chat", ReadOptions.live(LiveMode.LONG_POLL));
        CompletableFuture<Void> loop = CompletableFuture.runAsync(() -> {
            while (true) {
                reader.next();
            }
        });
        assertThatThrownBy(() -> loop.get(1, TimeUnit.SECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        assertThat(server.requests()).hasSizeLessThan(9);
        reader.close();
        assertThatThrownBy(() -> loop.get(1, TimeUnit.SECONDS))
                .satisfiesAnyOf(
                        e -> assertThat(e).isInstanceOf(CancellationException.class),
                        e -> assertThat(e).hasCauseInstanceOf(CancellationException.class));
    }

    @Test
    void sendsAConditionalRequestAfterAnEmptyResponse() {
        server.respondsWith(
                json("[]").next("5").upToDate().header("ETag", "\"5:5\""),
                status(503),
                status(304).header("ETag", "\"5:5\""),
                json("[6]").next("6").upToDate().header("ETag", "\"5:6\""),
                status(503),
                json("[]").next("6").upToDate().closed().header("ETag", "\"6:6:c\""));
        try (StreamReader reader =
                client.follow("chat", ReadOptions.live(LiveMode.LONG_POLL).from(Offset.of("5")))) {
            List<StreamBatch> batches = new ArrayList<>();
            do {
                batches.add(reader.next());
            } while (!batches.get(batches.size() - 1).closed());
            assertThat(texts(batches)).containsExactly("6");
        }
        assertThat(server.requests())
                .extracting(request -> request.header("If-None-Match"))
                .containsExactly(null, null, "\"5:5\"", null, null, null);
    }

    @Test
    void honoursRetryAfterWhileItFollows() {
        server.respondsWith(
                status(429).header("Retry-After", "1"), json("[1]").next("1").upToDate());
        try (StreamReader reader = client.follow("chat", ReadOptions.catchUp())) {
            assertThat(texts(List.of(reader.next()))).containsExactly("1");
        }
        assertThat(server.requests().get(1).nanoTime()
                        - server.requests().get(0).nanoTime())
                .isGreaterThanOrEqualTo(1_000_000_000L);
    }

    private List<StreamBatch> catchUp() {
        return read(ReadOptions.catchUp());
    }

    /** Reads until the end. */
    private List<StreamBatch> read(ReadOptions options) {
        List<StreamBatch> batches = new ArrayList<>();
        try (StreamReader reader = client.open("chat", options)) {
            StreamBatch batch;
            do {
                batch = reader.next();
                batches.add(batch);
            } while (!batch.closed() && (options.live() != null || !batch.upToDate()));
        }
        return batches;
    }
}
