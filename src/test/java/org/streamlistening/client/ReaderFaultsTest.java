package org.streamlistening.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.streamlistening.client.ScriptedResponse.json;
import static org.streamlistening.client.ScriptedResponse.noContent;
import static org.streamlistening.client.ScriptedResponse.silence;
import static org.streamlistening.client.ScriptedResponse.status;
import static org.streamlistening.client.ScriptedResponse.text;

import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.ScriptedServer.ReceivedRequest;

/** Faults of servers, proxies and networks, and the reaction of a reader to them. */
@ParameterizedClass
@EnumSource(ClientTransport.class)
class ReaderFaultsTest {

    private static final RetryPolicy AT_ONCE = new RetryPolicy(10, Duration.ofMillis(1), Duration.ofMillis(2), 1);

    private final ScriptedServer server = new ScriptedServer();
    private final DurableStreamsClientBuilder builder;
    private DurableStreamsClient client;

    ReaderFaultsTest(ClientTransport transport) {
        builder = DurableStreamsClient.builder(server.base())
                .transport(transport)
                .requestTimeout(Duration.ofSeconds(1))
                .operationTimeout(Duration.ofSeconds(4));
    }

    @AfterEach
    void end() {
        if (client != null) {
            client.close();
        }
        server.close();
    }

    @Test
    void failsAtAnEndlessHead() {
        client = builder.build();
        for (ScriptedResponse response : List.of(
                ScriptedResponse.endlessHead("X-Long: ", "x"),
                ScriptedResponse.endlessHead("", "X-Many: x\r\n"),
                ScriptedResponse.endlessHead("X-Folded: x\r\n", " x\r\n"))) {
            server.respondsWith(response);
            try (StreamReader reader = client.open("chat", ReadOptions.catchUp())) {
                assertThatThrownBy(reader::next)
                        .isInstanceOfSatisfying(
                                StreamException.class,
                                e -> assertThat(e.retryable()).isTrue());
            }
            // Includes the buffers of the sockets.
            assertThat(response.sent()).isLessThan(16 << 20);
        }
    }

    @Test
    void refreshesItsCredentialsOnceInTheMiddleOfAStream() {
        AtomicInteger token = new AtomicInteger();
        builder.headers(() -> Map.of("Authorization", "Bearer " + token)).onUnauthorized(token::incrementAndGet);
        server.respondsWith(
                json("[1]").next("1").upToDate(),
                status(401),
                json("[2]").next("2").upToDate(),
                status(401),
                status(401));
        assertThatThrownBy(() -> read(ReadOptions.live(LiveMode.LONG_POLL)))
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.status()).isEqualTo(401))
                .message()
                .doesNotContain("Bearer");
        assertThat(server.requests())
                .extracting(requests -> requests.header("Authorization"))
                .containsExactly("Bearer 0", "Bearer 0", "Bearer 1", "Bearer 1", "Bearer 2");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void sendsItsCredentialsToNoOtherOrigin(int redirect) {
        builder.header("Authorization", "Bearer secret").header("Cookie", "a=b");
        try (ScriptedServer elsewhere = new ScriptedServer()) {
            server.respondsWith(status(redirect).header("Location", elsewhere.base() + "chat?offset=-1"));
            assertThatThrownBy(() -> read(ReadOptions.catchUp())).hasMessageContaining("redirects");
            // Headers, not connections: another process may connect to a port that belonged to a test of its own
            // before.
            assertThat(elsewhere.requests())
                    .extracting(ReceivedRequest::headers)
                    .noneMatch(sent -> sent.containsValue("Bearer secret") || sent.containsValue("a=b"));
        }
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void waitsUntilTheDateOfRetryAfter() {
        // Such a time has no fractions of a second: 3 s from now is at least 2.
        ZonedDateTime later = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(3);
        server.respondsWith(
                status(503).header("Retry-After", later.format(DateTimeFormatter.RFC_1123_DATE_TIME)),
                json("[1]").next("1").upToDate());
        assertThat(read(ReadOptions.catchUp())).containsExactly("1");
        List<ReceivedRequest> requests = server.requests();
        assertThat(requests.get(1).nanoTime() - requests.get(0).nanoTime()).isGreaterThanOrEqualTo(1_900_000_000L);
    }

    @Test
    void continuesAfterACompressedBodyThatIsCutOrCorrupt() throws IOException {
        String body = "[\"" + "x".repeat(5000) + "\",2,3]";
        ScriptedResponse corrupt = packed(body);
        corrupt.bodyBytes()[corrupt.bodyBytes().length - 6] ^= 1;
        server.respondsWith(packed(body).cutAt(20), corrupt, packed(body).upToDate());
        assertThat(read(ReadOptions.catchUp())).containsExactly("\"" + "x".repeat(5000) + "\"", "2", "3");
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void namesTheLimitThatAMessageExceeds() {
        builder.maxMessageLength(1024).maxChunkBytes(1024);
        server.respondsWith(
                json("[1,\"" + "x".repeat(100_000) + "\"]").next("2").upToDate());
        assertThatThrownBy(() -> read(ReadOptions.catchUp()))
                .isInstanceOf(StreamDecodeException.class)
                .hasMessageContaining("'chat'")
                .hasMessageContaining("1024")
                .hasMessageContaining("maxMessageLength");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void failsAnOperationWithoutAResponseWithinItsTimeout() {
        server.respondsByDefault(requests -> silence());
        client = builder.build();
        long begin = System.nanoTime();
        assertThatThrownBy(() -> client.append("chat", StreamContent.text("x")))
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.retryable()).isTrue());
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
        assertThat(server.requests()).hasSizeBetween(2, 4);
    }

    @Test
    void leavesNoConnectionOpenWhoseErrorResponseStalls() {
        server.respondsByDefault(requests -> status(404).body(new byte[100]).stallsAt(1));
        client = builder.build();
        assertThatThrownBy(() -> client.delete("chat")).isInstanceOf(StreamException.class);
        await().atMost(Duration.ofSeconds(5)).until(() -> server.connections() == 0);
    }

    @Test
    void doesNotTreatAHeadAloneAsACompleteResponse() {
        Supplier<ScriptedResponse> page = () -> json("[1,2]").next("2").closed();
        readWithHeadsCut(page);
    }

    @Test
    void doesNotTreatAHeadOfTextAloneAsACompleteResponse() {
        Supplier<ScriptedResponse> page = () -> text("12").next("2").closed();
        readWithHeadsCut(page);
    }

    /** Heads that are truncated after each of their bytes, then a complete one. */
    private void readWithHeadsCut(Supplier<ScriptedResponse> page) {
        for (int at = 0; at < 125; at++) {
            server.respondsWith(page.get().cutInHeadAt(at), page.get());
            assertThat(String.join("", read(ReadOptions.live(LiveMode.LONG_POLL))))
                    .as("cut after %d bytes", at)
                    .isEqualTo("12");
        }
    }

    @Test
    void doesNotTreatAHeadOfAnEventStreamAloneAsACompleteResponse() {
        Supplier<ScriptedResponse> stream = () -> ScriptedResponse.events(
                "event: data\ndata: [2]", "event: control\ndata: {\"streamNextOffset\":\"2\",\"streamClosed\":true}");
        server.respondsByDefault(requests -> requests.target().contains("live")
                ? stream.get()
                : json("[]").next("1").upToDate());
        for (int at = 0; at < 125; at++) {
            server.respondsWith(json("[1]").next("1").upToDate(), stream.get().cutInHeadAt(at));
            assertThat(read(ReadOptions.live(LiveMode.SSE)))
                    .as("cut after %d bytes", at)
                    .containsExactly("1", "2");
        }
    }

    @Test
    void keepsItsPositionWhenTheHeadOfAnEmptyPollIsTruncated() {
        for (int at = 0; at < 80; at++) {
            int before = server.targets().size();
            server.respondsWith(
                    json("[1]").next("0123").upToDate(),
                    noContent().next("0123").upToDate().cutInHeadAt(at),
                    json("[2]").next("0124").upToDate().closed());
            assertThat(read(ReadOptions.live(LiveMode.LONG_POLL)))
                    .as("cut after %d bytes", at)
                    .containsExactly("1", "2");
            assertThat(server.targets().subList(before + 1, server.targets().size()))
                    .as("cut after %d bytes", at)
                    .allMatch(target -> target.endsWith("offset=0123"));
        }
    }

    @Test
    void doesNotTreatAnErrorResponseWithACutHeadAsComplete() {
        client = builder.retry(AT_ONCE).build();
        for (int at = 0; at < 80; at++) {
            server.respondsWith(
                    status(409)
                            .header("Producer-Expected-Seq", "1")
                            .body("the batch before is missing".getBytes(UTF_8))
                            .cutInHeadAt(at),
                    status(204).next("1"));
            assertThat(client.append("chat", StreamContent.text("x")).nextOffset())
                    .as("cut after %d bytes", at)
                    .isEqualTo(Offset.of("1"));
        }
    }

    private static ScriptedResponse packed(String body) throws IOException {
        return json(body).gzipped().next("3").upToDate();
    }

    private List<String> read(ReadOptions options) {
        if (client == null) {
            client = builder.build();
        }
        List<String> texts = new ArrayList<>();
        try (StreamReader reader = client.follow("chat", options, AT_ONCE)) {
            StreamBatch batch;
            do {
                batch = reader.next();
                batch.messages().stream().map(StreamMessage::text).forEach(texts::add);
            } while (!batch.closed() && (options.live() != null || !batch.upToDate()));
        }
        return texts;
    }
}
