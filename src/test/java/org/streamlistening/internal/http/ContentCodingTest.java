package org.streamlistening.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.streamlistening.client.Batches.texts;
import static org.streamlistening.client.ScriptedResponse.bytes;
import static org.streamlistening.client.ScriptedResponse.events;
import static org.streamlistening.client.ScriptedResponse.json;
import static org.streamlistening.client.ScriptedResponse.text;

import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jboss.resteasy.plugins.interceptors.AcceptEncodingGZIPFilter;
import org.jboss.resteasy.plugins.interceptors.GZIPDecodingInterceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.Batches;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.DurableStreamsClientBuilder;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.client.RetryPolicy;
import org.streamlistening.client.ScriptedResponse;
import org.streamlistening.client.ScriptedServer;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamDecodeException;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamReader;

/** The client decodes the content coding of a body exactly once, or rejects it with a reason. */
@ParameterizedClass
@EnumSource(ClientTransport.class)
class ContentCodingTest {

    private static final String BINARY = "application/octet-stream";

    private final ScriptedServer server = new ScriptedServer();
    private final ClientTransport transport;
    private final DurableStreamsClient client;

    ContentCodingTest(ClientTransport transport) {
        this.transport = transport;
        this.client = builder().build();
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    private DurableStreamsClientBuilder builder() {
        return DurableStreamsClient.builder(server.base()).transport(transport);
    }

    @Test
    void rejectsACodingThatItDidNotRequest() throws IOException {
        for (String coding : List.of("deflate", "br", "gzip, gzip", "zstd", "x-gzip, gzip", "compress", "gzip, br")) {
            for (ScriptedResponse response :
                    List.of(json("[1]"), text("some text"), bytes(BINARY, new byte[] {1, 2, 3}))) {
                assertRejected(response.next("1").upToDate().header("Content-Encoding", coding), coding);
            }
        }
    }

    @Test
    void countsEveryLineOfTheHeader() throws IOException {
        ScriptedResponse twice = text("some text").next("1").upToDate().gzipped();
        assertRejected(twice.body(packed(twice.bodyBytes())).header("content-encoding", "gzip"), "gzip");
    }

    @Test
    void rejectsTextThatIsCompressedTwiceUnderOneName() throws IOException {
        assertRejected(text("some text").next("1").upToDate().gzipped().gzipped(), "gzip, gzip");
        assertRejected(json("[1]").next("1").upToDate().gzipped().gzipped(), "gzip, gzip");
    }

    /** The reader keeps its position, and later reads the uncoded body from there. */
    private void assertRejected(ScriptedResponse response, String coding) {
        server.respondsWith(response, json("[1,2]").next("2").closed());
        try (StreamReader reader = client.open("chat", ReadOptions.live(LiveMode.LONG_POLL))) {
            assertThatThrownBy(reader::next)
                    .isInstanceOfSatisfying(
                            StreamDecodeException.class,
                            e -> assertThat(e.retryable()).isFalse())
                    .hasMessageContaining(coding);
            StreamBatch batch = reader.next();
            assertThat(batch.from()).isEqualTo(StreamPosition.BEGINNING);
            assertThat(texts(batch)).containsExactly("1", "2");
        }
    }

    @Test
    void rejectsACodingOfALongPollAndOfAnEventStream() {
        for (LiveMode mode : List.of(LiveMode.LONG_POLL, LiveMode.SSE)) {
            server.respondsWith(
                    text("x").next("1").upToDate(),
                    (mode == LiveMode.SSE ? events("event: data\ndata: y") : text("y"))
                            .next("2")
                            .header("Content-Encoding", "br"));
            try (StreamReader reader = client.open("chat", ReadOptions.live(mode))) {
                reader.next();
                assertThatThrownBy(reader::next)
                        .isInstanceOf(StreamDecodeException.class)
                        .hasMessageContaining("'br'");
            }
        }
    }

    @Test
    void usesLongPollsWhereEventStreamsAreCoded() {
        server.respondsWith(
                text("x").next("1").upToDate(),
                events("event: data\ndata: y").header("Content-Encoding", "br"),
                text("y").next("2").closed());
        assertThat(texts(read(client, ReadOptions.live(LiveMode.AUTO)))).containsExactly("x", "y");
    }

    @Test
    void acceptsGzipUnderEachOfItsNames() throws IOException {
        for (String name : List.of("gzip", "x-gzip", "GZip", "X-GZIP", "identity, gzip", " gzip ,")) {
            server.respondsWith(json("[1,2,3]").gzipped().next("3").closed().header("Content-Encoding", name));
            assertThat(texts(read(client, ReadOptions.catchUp()))).containsExactly("1", "2", "3");
        }
        server.respondsWith(json("[1]").next("3").closed().header("Content-Encoding", "identity"));
        assertThat(texts(read(client, ReadOptions.catchUp()))).containsExactly("1");
    }

    @Test
    void treatsAnEmptyBodyOfAnyCodingAsNoContent() {
        for (String coding : List.of("gzip", "x-gzip", "br")) {
            for (String type : List.of(BINARY, "application/json", "text/plain")) {
                ScriptedResponse empty =
                        bytes(type, new byte[0]).next("1").upToDate().header("Content-Encoding", coding);
                ScriptedResponse closed =
                        bytes(type, new byte[0]).next("1").closed().header("Content-Encoding", coding);
                server.respondsWith(empty, closed.chunked());
                assertThat(read(client, ReadOptions.live(LiveMode.LONG_POLL)))
                        .extracting(StreamBatch::messages)
                        .containsExactly(List.of(), List.of());
            }
        }
    }

    @Test
    void readsABodyUnchangedThatWasDecodedOnTheWay() {
        server.respondsWith(json("[1,2]").next("2").closed().header("Content-Encoding", "gzip"));
        assertThat(texts(read(client, ReadOptions.catchUp()))).containsExactly("1", "2");
        for (int length = 1; length < 70; length++) {
            byte[] content = new byte[length];
            content[0] = 0x1f;
            server.respondsWith(bytes(BINARY, content).next("2").closed().header("Content-Encoding", "gzip"));
            assertThat(content(client)).isEqualTo(content);
        }
    }

    @Test
    void decodesContentThatIsItselfAnArchiveOnce() throws IOException {
        byte[] archive = packed("content".getBytes(StandardCharsets.UTF_8));
        server.respondsWith(bytes(BINARY, archive).gzipped().next("1").closed());
        assertThat(content(client)).isEqualTo(archive);
    }

    @Test
    void readsEveryMemberOfACompressedBody() throws IOException {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (int part = 0; part < 200; part++) {
            byte[] bytes = (part + ",").repeat(part * 7).getBytes(StandardCharsets.UTF_8);
            content.writeBytes(bytes);
            members.writeBytes(packed(bytes));
        }
        server.respondsWith(bytes(BINARY, members.toByteArray())
                .header("Content-Encoding", "gzip")
                .next("1")
                .closed()
                .chunked());
        assertThat(content(client)).isEqualTo(content.toByteArray());
    }

    @Test
    void detectsACutBetweenTwoMembersOfACompressedBody() throws IOException {
        byte[] first = packed(new byte[] {1, 2, 3});
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.writeBytes(first);
        members.writeBytes(packed(new byte[] {4, 5, 6}));
        server.respondsWith(
                bytes(BINARY, members.toByteArray())
                        .header("Content-Encoding", "gzip")
                        .next("6")
                        .upToDate()
                        .cutAt(first.length),
                bytes(BINARY, members.toByteArray())
                        .header("Content-Encoding", "gzip")
                        .next("6")
                        .closed());
        RetryPolicy atOnce = new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1), 1);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try (StreamReader reader = client.follow("chat", ReadOptions.live(LiveMode.LONG_POLL), atOnce)) {
            StreamBatch batch;
            do {
                batch = reader.next();
                batch.messages().forEach(message -> read.writeBytes(message.bytes()));
            } while (!batch.closed());
        }
        assertThat(read.toByteArray()).isEqualTo(new byte[] {1, 2, 3, 4, 5, 6});
    }

    /** Bodies with missing or additional bytes, also with a matching {@code Content-Length}. */
    @Test
    void rejectsEachTruncatedCompressedBody() throws IOException {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.writeBytes(packed("first,".getBytes(StandardCharsets.UTF_8)));
        int second = members.size();
        members.writeBytes(packed("second".getBytes(StandardCharsets.UTF_8)));
        byte[] whole = members.toByteArray();
        for (int length = 1; length < whole.length; length++) {
            if (length != second) {
                assertCutOff(Arrays.copyOf(whole, length));
            }
        }
        members.writeBytes("garbage".getBytes(StandardCharsets.UTF_8));
        assertCutOff(members.toByteArray());
        byte[] damaged = whole.clone();
        damaged[whole.length - 5] ^= 1;
        assertCutOff(damaged);
    }

    private void assertCutOff(byte[] body) {
        server.respondsWith(bytes("text/plain", body)
                .header("Content-Encoding", "gzip")
                .next("6")
                .upToDate());
        try (StreamReader reader = client.open("chat", ReadOptions.catchUp())) {
            assertThatThrownBy(() -> {
                        while (!reader.next().upToDate()) {
                            // The beginning may be read.
                        }
                    })
                    .as("%s bytes", body.length)
                    .asInstanceOf(type(StreamException.class))
                    .matches(StreamException::retryable);
        }
    }

    @Test
    void acceptsZerosAfterACompressedBodyAsPadding() throws IOException {
        byte[] packed = packed("text".getBytes(StandardCharsets.UTF_8));
        for (int zeros : new int[] {1, 2, 100, 10_000}) {
            server.respondsWith(bytes("text/plain", Arrays.copyOf(packed, packed.length + zeros))
                    .header("Content-Encoding", "gzip")
                    .next("6")
                    .closed());
            assertThat(content(client)).asString(StandardCharsets.UTF_8).isEqualTo("text");
        }
    }

    @Test
    void decompressesOnceWithAnyInterceptor() throws IOException {
        assumeTrue(transport == ClientTransport.JAKARTA_REST, "the HTTP client of the JDK has no interceptors");
        byte[] archive = packed("content".getBytes(StandardCharsets.UTF_8));
        String large = "[\"" + "0123456789".repeat(1_200_000) + "\"]";
        for (Object interceptor : interceptors()) {
            try (DurableStreamsClient intercepted = builder()
                    .customize(rest -> rest.register(interceptor).register(AcceptEncodingGZIPFilter.class))
                    .build()) {
                for (int round = 0; round < 3; round++) {
                    server.respondsWith(json("[1,2,3]").gzipped().next("3").closed());
                    assertThat(texts(read(intercepted, ReadOptions.catchUp()))).containsExactly("1", "2", "3");
                    server.respondsWith(
                            bytes(BINARY, archive).gzipped().next("1").closed());
                    assertThat(content(intercepted)).isEqualTo(archive);
                    server.respondsWith(
                            bytes(BINARY, packed(archive)).gzipped().next("1").closed());
                    assertThat(content(intercepted)).isEqualTo(packed(archive));
                }
                server.respondsWith(json("[]")
                        .body(new byte[0])
                        .header("Content-Encoding", "gzip")
                        .next("0")
                        .closed());
                assertThat(content(intercepted)).isEmpty();
                server.respondsWith(json(large).gzipped().next("3").closed());
                assertThat(texts(read(intercepted, ReadOptions.catchUp()))).hasSize(1);
            }
        }
    }

    private static List<Object> interceptors() {
        return List.of(new GZIPDecodingInterceptor(), new Always(), new ByContent(), new Buffered());
    }

    private static class Always implements ReaderInterceptor {
        @Override
        public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
            context.setInputStream(new GZIPInputStream(context.getInputStream()));
            return context.proceed();
        }
    }

    private static class ByContent implements ReaderInterceptor {
        @Override
        public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
            PushbackInputStream body = new PushbackInputStream(context.getInputStream(), 2);
            byte[] begin = body.readNBytes(2);
            body.unread(begin);
            boolean packed = begin.length == 2 && begin[0] == 0x1f && begin[1] == (byte) 0x8b;
            context.setInputStream(packed ? new GZIPInputStream(body) : body);
            return context.proceed();
        }
    }

    /** Reads the body without changing it, as a logging interceptor does. */
    private static class Buffered implements ReaderInterceptor {
        @Override
        public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
            context.setInputStream(
                    new java.io.ByteArrayInputStream(context.getInputStream().readAllBytes()));
            return context.proceed();
        }
    }

    private static byte[] packed(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        }
        return packed.toByteArray();
    }

    private static byte[] content(DurableStreamsClient client) {
        return Batches.bytes(read(client, ReadOptions.catchUp().from(Offset.BEGINNING)));
    }

    private static List<StreamBatch> read(DurableStreamsClient client, ReadOptions options) {
        return Batches.untilClosed(client.open("chat", options));
    }
}
