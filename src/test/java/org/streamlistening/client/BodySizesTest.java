package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.LiveMode;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.ScriptedServer.ReceivedRequest;

/** From one byte to 50 MB, and 100 MB in a small JVM: every byte arrives, and no batch holds more than it may. */
@Tag("load")
@ParameterizedClass
@EnumSource(ClientTransport.class)
class BodySizesTest {

    private static final int CHUNK = 1 << 20;
    private static final String BYTES = "application/octet-stream";

    private final ScriptedServer server = new ScriptedServer();
    private final ClientTransport transport;
    private final DurableStreamsClient client;
    private final CRC32 read = new CRC32();
    private long length;

    BodySizesTest(ClientTransport transport) {
        this.transport = transport;
        this.client = DurableStreamsClient.builder(server.base())
                .transport(transport)
                .maxChunkBytes(CHUNK)
                .build();
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8191, 8192, 8193, CHUNK - 1, CHUNK, CHUNK + 1, 50_000_000})
    void readsStoredBytesAndNewBytes(int size) {
        byte[] body = random(size);
        server.respondsWith(
                ScriptedResponse.bytes(BYTES, body).next("1").upToDate(),
                ScriptedResponse.bytes(BYTES, body).next("2").upToDate().closed());
        read(LiveMode.LONG_POLL, this::count);
        assertThat(length).isEqualTo(2L * size);
        assertThat(read.getValue()).isEqualTo(checksum(body, body));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8193, CHUNK + 1, 50_000_000})
    void readsOneJsonMessage(int size) {
        // The length of the text with its quotation marks.
        String message = size < 3 ? "7".repeat(size) : "\"" + "x".repeat(size - 2) + "\"";
        server.respondsWith(
                ScriptedResponse.json("[" + message + "]").next("1").upToDate(),
                ScriptedResponse.json("[ " + message + " ]").next("2").closed());
        read(LiveMode.LONG_POLL, this::count);
        byte[] expected = message.getBytes(StandardCharsets.UTF_8);
        assertThat(read.getValue()).isEqualTo(checksum(expected, expected));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8193, CHUNK + 1, 10_000_000})
    void readsAnEventOfAnyLength(int size) {
        byte[] body = random(size);
        String data = Base64.getMimeEncoder(1 << 16, new byte[] {'\n'}).encodeToString(body);
        server.respondsWith(
                ScriptedResponse.bytes(BYTES, body).next("1").upToDate(),
                ScriptedResponse.events(
                                "event: data\ndata: " + data.replace("\n", "\ndata: "),
                                "event: control\ndata: {\"streamNextOffset\":\"2\",\"streamClosed\":true}")
                        .header("Stream-SSE-Data-Encoding", "base64"));
        read(LiveMode.SSE, this::count);
        assertThat(read.getValue()).isEqualTo(checksum(body, body));
    }

    @Test
    void readsCompressedBytes() throws IOException {
        byte[] body = random(5_000_000);
        server.respondsWith(
                ScriptedResponse.bytes(BYTES, body).gzipped().next("1").upToDate(),
                ScriptedResponse.bytes(BYTES, body).gzipped().next("2").closed());
        read(LiveMode.LONG_POLL, this::count);
        assertThat(read.getValue()).isEqualTo(checksum(body, body));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8193, CHUNK + 1, 50_000_000})
    void writesContentOfAnySize(int size) {
        byte[] body = random(size);
        server.respondsByDefault(request -> ScriptedResponse.status(204).next("1"));
        client.append("chat", StreamContent.bytes(body));
        ReceivedRequest request = server.requests().get(0);
        assertThat(request.header("Content-Length")).isEqualTo(Integer.toString(size));
        assertThat(checksum(request.body())).isEqualTo(checksum(body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "bytes"})
    void reads100MegabytesInAJvmOf64(String kind) throws Exception {
        server.respondsByDefault(request -> (kind.equals("json") ? LongCatchUp.json() : LongCatchUp.bytes())
                .next("1")
                .upToDate());
        try (ChildJvm child = ChildJvm.start(LongCatchUp.class, List.of("-Xmx64m"), server.base(), transport, kind)) {
            String result = child.line(Duration.ofSeconds(60));
            assertThat(result).startsWith("read " + (kind.equals("json") ? "1000000" : "100000000") + " in ");
            assertThat(child.ended(Duration.ofSeconds(10))).isZero();
            System.out.println("100 MB of " + kind + " over " + transport + ": " + result);
        }
        assertThat(server.requests()).hasSize(1);
    }

    private void read(LiveMode mode, Consumer<StreamMessage> receiver) {
        try (StreamReader reader = client.open("chat", ReadOptions.live(mode))) {
            StreamBatch batch;
            do {
                batch = reader.next();
                // Only a single JSON message may be longer.
                long held = batch.messages().stream()
                        .mapToLong(StreamMessage::length)
                        .sum();
                assertThat(held <= CHUNK
                                || (batch.messages().size() == 1
                                        && batch.messages().get(0).isJson()))
                        .isTrue();
                batch.messages().forEach(receiver);
            } while (!batch.closed());
        }
    }

    private void count(StreamMessage message) {
        read.update(message.asByteBuffer());
        length += message.length();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static long checksum(byte[]... parts) {
        CRC32 sum = new CRC32();
        for (byte[] part : parts) {
            sum.update(part);
        }
        return sum.getValue();
    }
}
