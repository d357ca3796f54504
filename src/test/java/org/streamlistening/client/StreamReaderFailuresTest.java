package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.streamlistening.client.Batches.bytes;
import static org.streamlistening.client.Batches.texts;
import static org.streamlistening.client.ScriptedResponse.bytes;
import static org.streamlistening.client.ScriptedResponse.dropped;
import static org.streamlistening.client.ScriptedResponse.json;
import static org.streamlistening.client.ScriptedResponse.noContent;
import static org.streamlistening.client.ScriptedResponse.silence;
import static org.streamlistening.client.ScriptedResponse.status;
import static org.streamlistening.client.ScriptedResponse.text;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;

/** Failures of a reader: error responses, lost connections, silent servers, and its end. */
@ParameterizedClass
@EnumSource(ClientTransport.class)
class StreamReaderFailuresTest {

    private final ScriptedServer server = new ScriptedServer();
    private final DurableStreamsClient client;
    private final ClientTransport transport;

    StreamReaderFailuresTest(ClientTransport transport) {
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
    void deliversTheMessagesBeforeALostConnectionAndContinuesAfterThem() {
        server.respondsWith(
                json("[1,2,3,4]").next("4").upToDate().cutAt(6),
                json("[1,2,3,4]").next("4").upToDate());
        try (StreamReader reader = client.open("chat", ReadOptions.catchUp())) {
            StreamBatch first = reader.next();
            assertThat(texts(List.of(first))).containsExactly("1", "2");
            assertThat(first.next()).isEqualTo(new StreamPosition(Offset.BEGINNING, 2));
            assertThatThrownBy(reader::next)
                    .isInstanceOfSatisfying(
                            StreamException.class,
                            e -> assertThat(e.retryable()).isTrue());
            assertThat(texts(List.of(reader.next()))).containsExactly("3", "4");
        }
    }

    @Test
    void treatsAnUndelimitedBodyThatEndsEarlyAsALostConnection() {
        server.respondsWith(json("[1,2").next("4").upToDate().withoutLength());
        try (StreamReader reader = client.open("chat", ReadOptions.catchUp())) {
            assertThat(texts(List.of(reader.next()))).containsExactly("1");
            assertThatThrownBy(reader::next)
                    .isInstanceOfSatisfying(
                            StreamException.class,
                            e -> assertThat(e.retryable()).isTrue());
        }
    }

    @Test
    void doesNotRetryInvalidJson() {
        server.respondsWith(json("[1,oops]").next("4").upToDate());
        try (StreamReader reader = client.open("chat", ReadOptions.catchUp())) {
            assertThat(texts(List.of(reader.next()))).containsExactly("1");
            assertThatThrownBy(reader::next)
                    .isInstanceOfSatisfying(
                            StreamDecodeException.class,
                            e -> assertThat(e.retryable()).isFalse());
        }
    }

    @Test
    void rejectsAResponseWithoutAnOffset() {
        server.respondsWith(text("<html>").upToDate());
        try (StreamReader reader = client.open("chat", ReadOptions.catchUp())) {
            assertThatThrownBy(reader::next)
                    .isInstanceOf(StreamDecodeException.class)
                    .hasMessageContaining("Stream-Next-Offset")
                    .hasMessageContaining("chat");
        }
    }

    @Test
    void treatsTheMaintenancePageOfAProxyAsATransientFailure() {
        ScriptedResponse page = bytes("text/html", "<html>We are back soon</html>".getBytes(StandardCharsets.UTF_8));
        for (LiveMode mode : LiveMode.values()) {
            int before = server.requests().size();
            server.respondsWith(
                    page,
                    page.withoutLength(),
                    json("[1]").next("1").upToDate(),
                    page,
                    page,
                    json("[2]").next("2").closed());
            try (StreamReader reader = client.open("chat", ReadOptions.live(mode))) {
                assertThatMaintenance(reader);
                assertThatMaintenance(reader);
                assertThat(reader.next().messages()).hasSize(1);
                assertThatMaintenance(reader);
                assertThatMaintenance(reader);
                StreamBatch last = reader.next();
                assertThat(last.messages()).extracting(StreamMessage::text).containsExactly("2");
                assertThat(last.closed()).isTrue();
            }
            // The response of a proxy does not show whether the server supports event streams.
            boolean sse = mode != LiveMode.LONG_POLL;
            assertThat(server.targets().get(before + 3).contains("live=sse")).isEqualTo(sse);
        }
    }

    private static void assertThatMaintenance(StreamReader reader) {
        assertThatThrownBy(reader::next)
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.retryable()).isTrue())
                .isNotInstanceOf(StreamDecodeException.class)
                .hasMessageContaining("maintenance page")
                .hasMessageContaining("Stream-Next-Offset");
    }

    @Test
    void failsForGoodWhenAMaintenancePageLasts() {
        server.respondsByDefault(request -> text("<html>"));
        try (DurableStreamsClient impatient = DurableStreamsClient.builder(server.base())
                        .maintenanceTimeout(Duration.ofMillis(200))
                        .build();
                StreamReader reader = impatient.follow("chat", ReadOptions.catchUp())) {
            assertThatThrownBy(reader::next)
                    .isInstanceOf(StreamDecodeException.class)
                    .hasMessageContaining("200ms");
            assertThat(server.requests()).hasSizeGreaterThan(1);
        }
    }

    @Test
    void sendsAPlainReadAfterAFailure() {
        server.respondsWith(
                json("[1]").next("1").upToDate(),
                status(500),
                status(503).header("Retry-After", "7"),
                json("[]").next("1").upToDate(),
                json("[2]").next("2").upToDate().closed());
        try (StreamReader reader = client.open("chat", ReadOptions.live(LiveMode.LONG_POLL))) {
            reader.next();
            assertThatThrownBy(reader::next)
                    .isInstanceOfSatisfying(
                            StreamException.class,
                            e -> assertThat(e.retryable()).isTrue());
            assertThatThrownBy(reader::next).isInstanceOfSatisfying(StreamException.class, e -> {
                assertThat(e.status()).isEqualTo(503);
                assertThat(e.retryable()).isTrue();
                assertThat(e.retryAfter()).contains(Duration.ofSeconds(7));
            });
            assertThat(reader.next().upToDate()).isTrue();
            assertThat(texts(List.of(reader.next()))).containsExactly("2");
        }
        assertThat(server.targets())
                .containsExactly(
                        "/streams/chat?offset=-1",
                        "/streams/chat?live=long-poll&offset=1",
                        "/streams/chat?offset=1",
                        "/streams/chat?offset=1",
                        "/streams/chat?live=long-poll&offset=1");
    }

    @Test
    void failsTransientlyWhenTheServerDropsEveryConnection() {
        server.respondsByDefault(request -> dropped());
        try (StreamReader reader = client.open("chat", ReadOptions.catchUp())) {
            assertThatThrownBy(reader::next).isInstanceOfSatisfying(StreamException.class, e -> {
                assertThat(e.retryable()).isTrue();
                assertThat(e.status()).isZero();
            });
            server.respondsByDefault(request -> json("[1]").next("1").upToDate());
            assertThat(texts(List.of(reader.next()))).containsExactly("1");
        }
    }

    @Test
    void reportsThatTheStreamDoesNotExist() {
        server.respondsWith(status(404));
        try (StreamReader reader = client.open("no/such", ReadOptions.catchUp())) {
            assertThatThrownBy(reader::next)
                    .isInstanceOfSatisfying(StreamNotFoundException.class, e -> {
                        assertThat(e.retryable()).isFalse();
                        assertThat(e.streamId()).isEqualTo("no/such");
                    })
                    .hasMessageContaining("no/such");
        }
    }

    @Test
    void namesTheEarliestOffsetOfAStreamWhoseHistoryIsGone() {
        server.respondsWith(status(410).header("Stream-Earliest-Offset", "500"));
        try (StreamReader reader = client.open("chat", ReadOptions.catchUp())) {
            assertThatThrownBy(reader::next)
                    .isInstanceOfSatisfying(
                            StreamGoneException.class,
                            e -> assertThat(e.earliestOffset()).contains(Offset.of("500")));
        }
    }

    @Test
    void endsWithinATenthOfASecondWhenClosedWhileWaiting() throws Exception {
        server.respondsByDefault(request -> request.target().contains("live")
                ? silence()
                : json("[]").next("0").upToDate());
        assertThat(CloseLatency.best(() -> {
                    StreamReader reader = client.open("chat", ReadOptions.live(LiveMode.LONG_POLL));
                    reader.next();
                    return reader;
                }))
                .isLessThan(Duration.ofMillis(100));
        Awaitility.await().until(() -> server.connections() == 0);
    }

    @Test
    void endsWithinATenthOfASecondWhenClosedInTheMiddleOfABody() throws Exception {
        server.respondsByDefault(request -> text("x".repeat(2000)).next("1").stallsAt(1500));
        assertThat(CloseLatency.best(() -> {
                    StreamReader reader = client.open("chat", ReadOptions.catchUp());
                    reader.next();
                    return reader;
                }))
                .isLessThan(Duration.ofMillis(100));
    }

    @Test
    void endsWithinATenthOfASecondWhenClosedBetweenTwoAttempts() throws Exception {
        server.respondsByDefault(request -> status(503).header("Retry-After", "60"));
        assertThat(CloseLatency.best(() -> client.follow("chat", ReadOptions.catchUp())))
                .isLessThan(Duration.ofMillis(100));
    }

    @Test
    void detectsAServerThatDoesNotRespond() {
        server.respondsWith(silence());
        try (StreamReader reader = client.open("chat", ReadOptions.catchUp())) {
            assertThatThrownBy(reader::next)
                    .isInstanceOfSatisfying(
                            StreamException.class,
                            e -> assertThat(e.retryable()).isTrue());
        }
    }

    @Test
    void detectsAServerThatFallsSilentInTheMiddleOfABody() {
        server.respondsWith(json("[1,2,3]").next("3").stallsAt(4));
        try (StreamReader reader = client.open("chat", ReadOptions.catchUp())) {
            assertThat(texts(List.of(reader.next()))).containsExactly("1");
            assertThatThrownBy(reader::next)
                    .isInstanceOfSatisfying(
                            StreamException.class,
                            e -> assertThat(e.retryable()).isTrue());
        }
    }

    @Test
    void checksTheServerWhenALongPollGetsNoResponse() {
        server.respondsWith(
                json("[]").next("0").upToDate(),
                silence(),
                json("[]").next("0").upToDate(),
                json("[1]").next("1").upToDate().closed());
        ReadOptions impatient = ReadOptions.live(LiveMode.LONG_POLL).timeout(Duration.ofMillis(100));
        assertThat(texts(read(impatient))).containsExactly("1");
        assertThat(server.targets())
                .containsExactly(
                        "/streams/chat?offset=-1",
                        "/streams/chat?live=long-poll&offset=0",
                        "/streams/chat?offset=0",
                        "/streams/chat?live=long-poll&offset=0");
    }

    @Test
    void endsTogetherWithItsClient() {
        server.respondsWith(json("[]").next("0").upToDate(), silence());
        StreamReader reader = client.open("chat", ReadOptions.live(LiveMode.LONG_POLL));
        reader.next();
        CompletableFuture<StreamBatch> waiting = CompletableFuture.supplyAsync(reader::next);
        Awaitility.await().until(() -> server.requests().size() == 2);
        client.close();
        assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS)).hasRootCauseInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> client.open("chat", ReadOptions.catchUp())).isInstanceOf(CancellationException.class);
    }

    @Test
    void distinguishesAnInterruptFromAFailure() throws Exception {
        server.respondsWith(json("[]").next("0").upToDate())
                .respondsByDefault(request -> noContent().next("0").upToDate());
        StreamReader reader = client.open("chat", ReadOptions.live(LiveMode.LONG_POLL));
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread loop = new Thread(() -> {
            try {
                while (true) {
                    reader.next();
                }
            } catch (CancellationException | StreamException e) {
                interrupted.complete(Thread.currentThread().isInterrupted());
            }
        });
        loop.start();
        Awaitility.await().until(() -> server.requests().size() > 3);
        loop.interrupt();
        assertThat(interrupted.get(5, TimeUnit.SECONDS)).isTrue();
        reader.close();
    }

    @Test
    void rejectsDataWithoutProgress() {
        server.respondsWith(json("[1]").next("5"));
        try (StreamReader reader = client.open("chat", ReadOptions.catchUp().from(Offset.of("5")))) {
            assertThatThrownBy(reader::next)
                    .isInstanceOf(StreamDecodeException.class)
                    .hasMessageContaining("same position");
        }
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
