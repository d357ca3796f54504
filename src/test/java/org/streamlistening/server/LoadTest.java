package org.streamlistening.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.streamlistening.server.ServerProcess.Figures;

/**
 * Thousands of waiting readers of a server with a small heap: the memory and threads that they take, and the delivery
 * of one append to all of them. The test prints the figures.
 */
@Tag("load")
class LoadTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> SMALL = List.of("-Xmx512m", "-XX:MaxDirectMemorySize=512m");

    /** The container has a pool of its own that grows while requests run; a waiting reader holds no thread of it. */
    private static final int THREADS = 250;

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    @Test
    void oneAppendReachesTenThousandReadersOfOneStream() throws Exception {
        int readers = 10_000;
        try (ServerProcess server = start();
                Crowd crowd = new Crowd()) {
            send(server, "PUT", "/one", "");
            Figures before = server.figures();
            Received received = new Received();
            for (int i = 0; i < readers; i++) {
                follow(crowd, server, "/one", i % 2 == 0 ? "long-poll" : "sse", received);
                if (i % 100 == 99) {
                    crowd.readUntil(() -> false, Duration.ofMillis(1));
                }
            }
            // Each SSE reader receives a control event at once; a long-poll receives nothing.
            assertThat(crowd.readUntil(() -> received.controls >= readers / 2, PATIENCE))
                    .isTrue();
            Figures waiting = waiting(server, before, readers);
            assertThat(received.messages).isZero();
            long begin = System.nanoTime();
            send(server, "POST", "/one", "[\"!\"]");
            assertThat(crowd.readUntil(() -> received.messages >= readers, PATIENCE))
                    .as(() -> received.messages + " readers received the message")
                    .isTrue();
            print("10,000 on one stream", before, waiting, readers, System.nanoTime() - begin);
            assertThat(received.messages).isEqualTo(readers);
            assertWaitsWithoutThreads(before, waiting, readers);
        }
    }

    @Test
    void readsAThousandStreamsWithAThousandReaders() throws Exception {
        int readers = 1000;
        try (ServerProcess server = start();
                Crowd crowd = new Crowd()) {
            for (int i = 0; i < readers; i++) {
                send(server, "PUT", "/many/" + i, "");
            }
            Figures before = server.figures();
            Received received = new Received();
            for (int i = 0; i < readers; i++) {
                follow(crowd, server, "/many/" + i, i % 2 == 0 ? "long-poll" : "sse", received);
            }
            Figures waiting = waiting(server, before, readers);
            long begin = System.nanoTime();
            for (int i = 0; i < readers; i++) {
                send(server, "POST", "/many/" + i, "[\"!\"]");
            }
            assertThat(crowd.readUntil(() -> received.messages >= readers, PATIENCE))
                    .as(() -> received.messages + " readers received the message")
                    .isTrue();
            print("1,000 on 1,000 streams", before, waiting, readers, System.nanoTime() - begin);
            assertWaitsWithoutThreads(before, waiting, readers);
        }
    }

    @Test
    void disconnectsSseReadersThatStopReadingAndHoldsNothingForThem() throws Exception {
        int readers = 50;
        try (ServerProcess server = ServerProcess.start(log(), SMALL, "--sse-duration", "PT24S");
                Crowd crowd = new Crowd()) {
            send(server, "PUT", "/one", "");
            String message = "[\"" + "x".repeat(1_000_000) + "\"]";
            for (int i = 0; i < 60; i++) {
                send(server, "POST", "/one", message);
            }
            Figures before = server.figures();
            for (int i = 0; i < readers; i++) {
                // The client reads nothing: the buffers of the sockets fill up, and then the server must wait.
                follow(crowd, server, "/one", "sse", new Received());
            }
            waiting(server, before, readers);
            Figures stuck = server.figures();
            // Fifty copies of the stream would take 3,000 MB, six times the heap.
            assertThat(stuck.heapBytes() + stuck.directBytes() - before.heapBytes() - before.directBytes())
                    .as("memory held for readers that read nothing")
                    .isLessThan(50_000_000);
            long end = System.nanoTime() + PATIENCE.toNanos();
            int open = server.figures().openFiles();
            while (open > before.openFiles() + 2 && System.nanoTime() < end) {
                Thread.sleep(200);
                open = server.figures().openFiles();
            }
            assertThat(open).as("open files and connections").isLessThanOrEqualTo(before.openFiles() + 2);
        }
    }

    /** The number of messages and control events that all readers received. */
    private static final class Received {
        private int messages;
        private int controls;

        void count(ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                byte next = bytes.get();
                messages += next == '!' ? 1 : 0;
                controls += next == '{' ? 1 : 0;
            }
        }
    }

    private ServerProcess start() {
        return ServerProcess.start(log(), SMALL);
    }

    private Path log() {
        return directory.resolve("log");
    }

    private static void follow(Crowd crowd, ServerProcess server, String path, String live, Received received)
            throws IOException {
        byte[] request = RawResponse.request("GET", path + "?offset=-1&live=" + live, "", new byte[0]);
        crowd.connect(server.port(), (connection, bytes) -> received.count(bytes))
                .send(request);
    }

    /** The figures once every reader is connected and the container is idle, or after nine seconds. */
    private static Figures waiting(ServerProcess server, Figures before, int readers) throws InterruptedException {
        Figures now = server.figures();
        boolean quiet = false;
        for (int i = 0; i < 30 && !quiet; i++) {
            Figures last = now;
            Thread.sleep(300);
            now = server.figures();
            quiet = now.openFiles() >= before.openFiles() + readers - 1 && now.cpuMillis() - last.cpuMillis() < 250;
        }
        // The connection of the test itself may be open or closed by then; each reader must be connected.
        assertThat(now.openFiles()).as("connections").isGreaterThanOrEqualTo(before.openFiles() + readers - 1);
        return now;
    }

    private static void assertWaitsWithoutThreads(Figures before, Figures waiting, int readers) {
        assertThat(waiting.threads())
                .as("threads, while %s readers wait", readers)
                .isLessThan(THREADS);
        assertThat(perReader(before, waiting, readers)).as("bytes per reader").isLessThan(50_000);
    }

    private static long perReader(Figures before, Figures waiting, int readers) {
        return (waiting.heapBytes() + waiting.directBytes() - before.heapBytes() - before.directBytes()) / readers;
    }

    private static void print(String what, Figures before, Figures waiting, int readers, long nanos) {
        System.out.println("LoadTest: " + what + ": " + waiting.threads() + " threads (" + before.threads()
                + " before), " + perReader(before, waiting, readers) + " bytes per reader (heap "
                + before.heapBytes() / 1_000_000 + " -> " + waiting.heapBytes() / 1_000_000 + " MB, direct "
                + before.directBytes() / 1_000_000 + " -> " + waiting.directBytes() / 1_000_000
                + " MB), all reached after " + nanos / 1_000_000 + " ms");
    }

    private void send(ServerProcess server, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        int status = client.send(request, BodyHandlers.discarding()).statusCode();
        assertThat(status).as("%s %s", method, path).isIn(200, 201, 204);
    }
}
