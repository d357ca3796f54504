package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.streamlistening.client.Batches.texts;
import static org.streamlistening.client.ScriptedResponse.bytes;
import static org.streamlistening.client.ScriptedResponse.events;
import static org.streamlistening.client.ScriptedResponse.json;
import static org.streamlistening.client.ScriptedResponse.noContent;
import static org.streamlistening.client.ScriptedResponse.status;
import static org.streamlistening.client.ScriptedResponse.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;

@ParameterizedClass
@EnumSource(ClientTransport.class)
class SseReaderTest {

    private static final ReadOptions SSE = ReadOptions.live(LiveMode.SSE);
    private static final ReadOptions AUTO = ReadOptions.live(LiveMode.AUTO);
    private static final String END = control("{'streamNextOffset':'9','streamClosed':true}");

    private final ScriptedServer server = new ScriptedServer();
    private final DurableStreamsClient client;

    SseReaderTest(ClientTransport transport) {
        client = DurableStreamsClient.builder(server.base())
                .transport(transport)
                .maxChunkBytes(1024)
                .build();
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    @Test
    void catchesUpWithAPlainReadAndThenKeepsOneConnection() {
        server.respondsWith(
                json("[1]").next("1").upToDate().cursor("c0"),
                events(data("[2,3]"), control("{'streamNextOffset':'3','streamCursor':'c1','upToDate':true}"), END));
        List<StreamBatch> batches = read(SSE);
        assertThat(texts(batches)).containsExactly("1", "2", "3");
        assertThat(batches)
                .extracting(StreamBatch::next)
                .containsExactly(
                        StreamPosition.at(Offset.of("1")),
                        StreamPosition.at(Offset.of("3")),
                        StreamPosition.at(Offset.of("9")));
        assertThat(server.targets())
                .containsExactly("/streams/chat?offset=-1", "/streams/chat?cursor=c0&live=sse&offset=1");
        assertThat(server.requests().get(1).header("Accept")).isEqualTo("text/event-stream");
    }

    @Test
    void returnsAnEventAsSoonAsItIsComplete() {
        server.respondsWith(
                json("[]").next("0").upToDate(),
                events(data("[1]"), control("{'streamNextOffset':'1','upToDate':true}"))
                        .thenStaysOpen());
        try (StreamReader reader = client.open("chat", SSE)) {
            reader.next();
            assertThat(texts(List.of(reader.next()))).containsExactly("1");
        }
    }

    @Test
    void continuesFromTheLastControlEventAfterTheServerClosedTheConnection() {
        server.respondsWith(
                json("[]").next("0").upToDate(),
                events(data("[1]"), control("{'streamNextOffset':'1','streamCursor':'c1'}")),
                events(data("[2]"), control("{'streamNextOffset':'2'}")).cutAt(40),
                json("[2]").next("2").upToDate(),
                events(END));
        assertThat(texts(read(SSE))).containsExactly("1", "2");
        assertThat(server.targets())
                .containsExactly(
                        "/streams/chat?offset=-1",
                        "/streams/chat?live=sse&offset=0",
                        "/streams/chat?cursor=c1&live=sse&offset=1",
                        "/streams/chat?offset=1",
                        "/streams/chat?cursor=c1&live=sse&offset=2");
    }

    @Test
    void doesNotLoseDataWithoutAControlEvent() {
        server.respondsWith(
                json("[]").next("0").upToDate(),
                events(data("[1,2]"), data("[3]")),
                events(data("[1,2]"), data("[3,4]"), control("{'streamNextOffset':'4'}"), END));
        List<StreamBatch> batches = read(SSE);
        assertThat(texts(batches)).containsExactly("1", "2", "3", "4");
        assertThat(batches.get(1).next()).isEqualTo(new StreamPosition(Offset.of("0"), 3));
        assertThat(batches.get(2).from()).isEqualTo(new StreamPosition(Offset.of("0"), 3));
    }

    @Test
    void doesNotLoseDataThatComeInTheSamePacketAsTheEnd() {
        for (int round = 0; round < 100; round++) {
            server.respondsWith(json("[]").next("0").upToDate(), events(data("[" + round + "]"), END));
            assertThat(texts(read(SSE))).containsExactly(Integer.toString(round));
        }
    }

    @Test
    void readsSeveralDataEventsUnderOneControlEvent() {
        server.respondsWith(
                json("[]").next("0").upToDate(),
                events(data("[\ndata: 1 ,\ndata: 1.0]"), data("{'a':2}"), data("[3]"), END));
        assertThat(texts(read(SSE))).containsExactly("1", "1.0", "{'a':2}".replace('\'', '"'), "3");
    }

    /** A value of its own needs no brackets; several of them are no JSON text. */
    @ParameterizedTest
    @ValueSource(strings = {"2,3", "2 3", "2],[3", "2]", "{'a':2},", "\"\u00e9\",3"})
    void takesNoPartOfDataThatIsNoJson(String broken) {
        server.respondsWith(
                json("[]").next("0").upToDate(), events(data("1"), data(broken.replace('\'', '"')), data("4"), END));
        List<String> received = new ArrayList<>();
        try (StreamReader reader = client.open("chat", SSE)) {
            assertThatThrownBy(() -> {
                        while (true) {
                            reader.next().messages().forEach(message -> received.add(message.text()));
                        }
                    })
                    .isInstanceOf(StreamDecodeException.class);
        }
        assertThat(received).containsExactly("1");
    }

    @Test
    void replacesNoBytesOfJsonInBase64() {
        String bytes = Base64.getEncoder().encodeToString(new byte[] {'"', (byte) 0xc3, '"'});
        server.respondsWith(
                json("[]").next("0").upToDate(),
                events(data("MQ=="), data(bytes), END).header("stream-sse-data-encoding", "base64"));
        assertThatThrownBy(() -> read(SSE)).isInstanceOf(StreamDecodeException.class);
    }

    @Test
    void readsJsonValuesWithoutAnArray() {
        server.respondsWith(
                json("[]").next("0").upToDate(),
                events(data("1"), data(" 2.0 "), data(""), data("{'a':[3]}"), data("null"), data("[[4]]"), END));
        assertThat(texts(read(SSE))).containsExactly("1", "2.0", "{'a':[3]}".replace('\'', '"'), "null", "[4]");
    }

    @Test
    void decodesEachDataEventOfABinaryStream() {
        server.respondsWith(
                bytes("application/x-thing", new byte[] {9}).next("0").upToDate(),
                events(data("AQID\ndata: BA=="), data("BQ=="), data(""), END)
                        .header("stream-sse-data-encoding", "base64"));
        List<StreamBatch> batches = read(SSE);
        assertThat(batches.get(1).messages())
                .extracting(StreamMessage::bytes)
                .containsExactly(new byte[] {1, 2, 3, 4}, new byte[] {5});
        assertThat(batches.get(1).messages().get(0).contentType()).isEqualTo("application/x-thing");
    }

    @Test
    void keepsTheLineBreaksOfText() {
        server.respondsWith(text("x").next("0").upToDate(), events(data("a\ndata:  b\ndata:"), END));
        assertThat(texts(read(SSE))).containsExactly("x", "a\n b\n");
    }

    @Test
    void duplicatesNoTextWhoseLineEndsAnEventStreamChanged() {
        server.respondsWith(
                text("").next("0").upToDate(),
                // The text is "a, CR, LF, b": an event stream has only one way to say where a line ends.
                events("event: data\ndata: a\ndata: b").cutAt(29),
                text("a\r\nbc").next("4").upToDate(),
                events(END));
        assertThat(String.join("", texts(read(SSE)))).isEqualTo("a\r\nbc");
    }

    @Test
    void namesNoPositionInsideOfTextWithLineEnds() {
        // 2000 characters: more than fit into a batch. What the stream holds at their ends may be one byte or two.
        String lines = "123456789\n".repeat(200);
        server.respondsWith(
                text("").next("0").upToDate(),
                events(data("begin"), data(lines.replace("\n", "\ndata: ")), data("end"), END));
        List<StreamBatch> batches = read(SSE);
        assertThat(String.join("", texts(batches))).isEqualTo("begin" + lines + "end");
        for (StreamBatch batch : batches) {
            for (int delivered = 0; delivered <= batch.messages().size(); delivered++) {
                assertThat(batch.after(delivered).skip()).isZero();
            }
        }
    }

    @Test
    void duplicatesNoLongTextWhoseLineEndsAnEventStreamChanged() {
        String lines = "12345678\r\n".repeat(200);
        String event = data("12345678\ndata: ".repeat(200));
        server.respondsWith(
                text("").next("0").upToDate(),
                // Cut before the control event.
                events(event, END).cutAt(event.length() + 2),
                text(lines).next("2000").upToDate(),
                events(control("{'streamNextOffset':'2000','streamClosed':true}")));
        assertThat(String.join("", texts(read(SSE)))).isEqualTo(lines);
    }

    @Test
    void holdsNoMoreTextWithLineEndsThanAMessageMayHave() {
        server.respondsWith(
                text("").next("0").upToDate(), events(data("x".repeat(900)), data("a\ndata: " + "x".repeat(900))));
        try (DurableStreamsClient small = DurableStreamsClient.builder(server.base())
                        .maxMessageLength(1024)
                        .build();
                StreamReader reader = small.open("chat", SSE)) {
            reader.next();
            assertThatThrownBy(reader::next)
                    .isInstanceOf(StreamDecodeException.class)
                    .hasMessageContaining("maxMessageLength");
        }
    }

    /** Whether the server sends the halves as they are, or replaces each, as decoders of other platforms do. */
    @Test
    void readsACharacterThatIsSplitBetweenTwoAppends() {
        byte[] euro = "\u20ac".getBytes(StandardCharsets.UTF_8);
        for (ReadOptions options : List.of(SSE, AUTO)) {
            for (String half : List.of("\u00e2\u0082", "\ufffd")) {
                server.respondsWith(text("a").next("1").upToDate(), half(half, "3"));
                server.respondsWith(
                        bytes("text/plain", Arrays.copyOf(euro, 2)).next("3").upToDate());
                if (options.equals(SSE)) {
                    server.respondsWith(
                            half(half.equals("\ufffd") ? half : "\u00acb", "5"),
                            bytes("text/plain", new byte[] {euro[2], 'b'})
                                    .next("5")
                                    .upToDate(),
                            events(data("\u20ac"), END));
                } else {
                    server.respondsWith(
                            bytes("text/plain", new byte[] {euro[2], 'b'})
                                    .next("5")
                                    .upToDate(),
                            text("\u20ac").next("9").closed());
                }
                assertThat(new String(content(read(options)), StandardCharsets.UTF_8))
                        .isEqualTo("a\u20acb\u20ac");
            }
        }
        assertThat(server.targets()).hasSize(2 * (6 + 5));
    }

    @Test
    void readsTextThatIsNotUtf8() {
        byte[] latin = "caf\u00e9 \u00fc".getBytes(StandardCharsets.ISO_8859_1);
        for (ReadOptions options : List.of(SSE, AUTO)) {
            server.respondsWith(
                    bytes("text/plain; charset=iso-8859-1", new byte[0])
                            .next("0")
                            .upToDate(),
                    ScriptedResponse.rawEvents(data("caf"), data("\u00e9 \u00fc"), control("{'streamNextOffset':'6'}")),
                    bytes("text/plain; charset=iso-8859-1", latin).next("6").closed());
            List<StreamBatch> batches = read(options);
            assertThat(content(batches)).isEqualTo(latin);
            assertThat(batches.get(1).next()).isEqualTo(new StreamPosition(Offset.of("0"), 3));
        }
    }

    @Test
    void doesNotSpinWhereOnlyTheEventStreamHasWhatCannotBeDecoded() {
        server.respondsByDefault(request -> request.target().contains("live")
                ? half("\u00e2", "3")
                : text("").next("0").upToDate());
        assertThat(requestsWithinASecond(SSE)).isLessThan(24);
    }

    @Test
    void keepsAReplacementCharacterOfJsonAndChecksBrokenJsonByAPlainRead() {
        server.respondsWith(
                json("[]").next("0").upToDate(),
                events(data("['\ufffd']"), control("{'streamNextOffset':'1'}")),
                ScriptedResponse.rawEvents(data("['\u00e9']"), control("{'streamNextOffset':'2'}")),
                json("['\u00e9']".replace('\'', '"')).next("2").closed());
        assertThat(texts(read(SSE))).containsExactly("\"\ufffd\"", "\"\u00e9\"");
    }

    @Test
    void waitsWithLongPollsWhereAnEventStreamCannotBeDecoded() {
        for (ScriptedResponse broken :
                List.of(events(control("oops")), events(data("[oops]"), END), events(data("[1]"), control("{}")))) {
            server.respondsWith(
                    json("[]").next("0").upToDate(),
                    broken,
                    json("[1]").next("1").closed());
            assertThat(texts(read(AUTO))).containsExactly("1");
        }
    }

    private static ScriptedResponse half(String text, String next) {
        String[] events = {data(text), control("{'streamNextOffset':'" + next + "','upToDate':true}")};
        return (text.equals("\ufffd") ? events(events) : ScriptedResponse.rawEvents(events)).thenStaysOpen();
    }

    private static byte[] content(List<StreamBatch> batches) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        batches.stream()
                .flatMap(batch -> batch.messages().stream())
                .forEach(message -> all.writeBytes(message.bytes()));
        return all.toByteArray();
    }

    @Test
    void rejectsAControlEventWithoutAnOffset() {
        server.respondsWith(
                json("[]").next("0").upToDate(), events(data("[1]"), control("{'streamNextOffset':'now'}")));
        assertThatThrownBy(() -> read(SSE)).isInstanceOf(StreamDecodeException.class);
    }

    @Test
    void cutsALargeEventIntoBatches() {
        server.respondsWith(text("x").next("0").upToDate(), events(data("€".repeat(1000)), END));
        List<StreamBatch> batches = read(SSE);
        assertThat(String.join("", texts(batches))).isEqualTo("x" + "€".repeat(1000));
        assertThat(batches).hasSizeGreaterThan(3);
        assertThat(batches.get(1).next().skip())
                .isEqualTo(batches.get(1).messages().get(0).length());
    }

    @Test
    void passesOverOtherEventsAndComments() {
        server.respondsWith(
                json("[]").next("0").upToDate(), events(": ping", "event: surprise\ndata: {}", data("[1]"), END));
        assertThat(texts(read(SSE))).containsExactly("1");
    }

    @Test
    void rejectsAnInvalidControlEvent() {
        for (String control : List.of("{}", "oops", "[]", "{'streamNextOffset':7}", "{'streamNextOffset':'a/b'}")) {
            server.respondsWith(json("[]").next("0").upToDate(), events(control(control)));
            assertThatThrownBy(() -> read(SSE))
                    .isInstanceOf(StreamDecodeException.class)
                    .hasMessageContaining("control event");
        }
    }

    @Test
    void returnsTheEventsBeforeAnEventThatCannotBeDecoded() {
        server.respondsWith(json("[]").next("0").upToDate(), events(data("[1]"), data("[oops]"), END));
        try (StreamReader reader = client.open("chat", SSE)) {
            reader.next();
            assertThat(texts(List.of(reader.next()))).containsExactly("1");
            assertThatThrownBy(reader::next).isInstanceOf(StreamDecodeException.class);
        }
    }

    @Test
    void doesNotWaitForAServerThatLeavesAnEndedStreamOpen() {
        server.respondsWith(json("[]").next("0").upToDate(), events(END).thenStaysOpen());
        assertThat(read(SSE)).last().matches(StreamBatch::closed);
        Awaitility.await().until(() -> server.connections() == 0);
    }

    @Test
    void doesNotReadOnWhatCannotBeDecoded() {
        server.respondsWith(
                json("[]").next("0").upToDate(), events(control("oops")).thenStaysOpen());
        assertThatThrownBy(() -> read(SSE)).isInstanceOf(StreamDecodeException.class);
        Awaitility.await().until(() -> server.connections() == 0);
    }

    @Test
    void endsWithinATenthOfASecondWhenClosed() throws Exception {
        server.respondsByDefault(request -> request.target().contains("live")
                ? events(control("{'streamNextOffset':'0','upToDate':true}")).thenStaysOpen()
                : json("[]").next("0").upToDate());
        assertThat(CloseLatency.best(() -> {
                    StreamReader reader = client.open("chat", SSE);
                    reader.next();
                    reader.next();
                    return reader;
                }))
                .isLessThan(Duration.ofMillis(100));
        Awaitility.await().until(() -> server.connections() == 0);
    }

    @Test
    void checksTheServerWhenAnEventStreamFallsSilent() {
        server.respondsWith(
                json("[]").next("0").upToDate(),
                events(control("{'streamNextOffset':'0','upToDate':true}")).thenStaysOpen(),
                json("[]").next("0").upToDate(),
                events(END));
        assertThat(read(SSE.timeout(Duration.ofMillis(50)))).last().matches(StreamBatch::closed);
        assertThat(server.targets())
                .containsExactly(
                        "/streams/chat?offset=-1",
                        "/streams/chat?live=sse&offset=0",
                        "/streams/chat?offset=0",
                        "/streams/chat?live=sse&offset=0");
    }

    @Test
    void doesNotSpinWhenEventStreamsEndAtOnce() {
        server.respondsByDefault(request -> request.target().contains("live")
                ? events()
                : json("[]").next("0").upToDate());
        assertThat(requestsWithinASecond(SSE)).isLessThan(12);
    }

    @Test
    void doesNotSpinWhenEventStreamsAreCutAtOnce() {
        server.respondsByDefault(request -> request.target().contains("live")
                ? events(": x").cutAt(2)
                : json("[]").next("0").upToDate());
        assertThat(requestsWithinASecond(SSE)).isLessThan(24);
    }

    @Test
    void waitsWithLongPollsWhereEventStreamsKeepBreaking() {
        server.respondsWith(
                json("[]").next("0").upToDate(),
                events(),
                events(data("[1]")),
                events(),
                json("[1,2]").next("2").upToDate(),
                noContent().next("2").closed());
        assertThat(texts(read(AUTO))).containsExactly("1", "2");
        assertThat(server.targets().subList(0, 4))
                .containsExactly(
                        "/streams/chat?offset=-1",
                        "/streams/chat?live=sse&offset=0",
                        "/streams/chat?live=sse&offset=0",
                        "/streams/chat?live=sse&offset=0");
        assertThat(server.targets().get(4)).isEqualTo("/streams/chat?live=long-poll&offset=0");
    }

    @Test
    void waitsWithLongPollsWhereTheServerOffersNoEventStreams() {
        for (ScriptedResponse error :
                List.of(status(501), status(400), json("[]").next("0").upToDate())) {
            server.respondsWith(
                    json("[1]").next("1").upToDate(),
                    error,
                    json("[2]").next("2").closed());
            assertThat(texts(read(AUTO))).containsExactly("1", "2");
        }
    }

    @Test
    void acceptsOnlyEventStreamsInModeSse() {
        server.respondsWith(
                json("[1]").next("1").upToDate(), json("[]").next("1").upToDate());
        assertThatThrownBy(() -> read(SSE)).hasMessageContaining("event stream");
    }

    private int requestsWithinASecond(ReadOptions options) {
        StreamReader reader = client.follow("chat", options);
        CompletableFuture<Void> loop = CompletableFuture.runAsync(() -> {
            while (true) {
                reader.next();
            }
        });
        assertThatThrownBy(() -> loop.get(1, TimeUnit.SECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        reader.close();
        return server.requests().size();
    }

    private List<StreamBatch> read(ReadOptions options) {
        return Batches.untilClosed(client.open("chat", options));
    }

    private static String data(String payload) {
        return "event: data\ndata: " + payload.replace('\'', '"');
    }

    private static String control(String json) {
        return "event: control\ndata: " + json.replace('\'', '"');
    }
}
