package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.streamlistening.client.ScriptedResponse.events;
import static org.streamlistening.client.ScriptedResponse.json;
import static org.streamlistening.client.ScriptedResponse.silence;
import static org.streamlistening.client.ScriptedResponse.text;

import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.streamlistening.LiveMode;
import org.streamlistening.client.ScriptedServer.ReceivedRequest;

/** A closed reader or client leaves no request, no log record, no thread and no connection. */
@ParameterizedClass
@EnumSource(ClientTransport.class)
class ReaderCloseTest {

    private static final String UP_TO_DATE = "event: control\ndata: {\"streamNextOffset\":\"0\",\"upToDate\":true}";

    private final ScriptedServer server = new ScriptedServer().respondsByDefault(ReaderCloseTest::respond);
    private final ClientTransport transport;
    private final DurableStreamsClient client;

    ReaderCloseTest(ClientTransport transport) {
        this.transport = transport;
        this.client = newClient();
    }

    private DurableStreamsClient newClient() {
        return DurableStreamsClient.builder(server.base())
                .transport(transport)
                .maxChunkBytes(1024)
                .build();
    }

    /** Each state in which a reader may be closed. */
    private static ScriptedResponse respond(ReceivedRequest request) {
        if (request.target().contains("/ended")) {
            return json("[1]").next("1").upToDate().closed();
        }
        if (request.target().contains("/stalled")) {
            return text("x".repeat(2000)).next("1").stallsAt(1500);
        }
        if (request.target().contains("live=sse")) {
            return events(UP_TO_DATE).thenStaysOpen();
        }
        return request.target().contains("live=")
                ? silence()
                : json("[]").next("0").upToDate();
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = LiveMode.class,
            names = {"LONG_POLL", "SSE"})
    void sendsAndLogsNothingAfterAWaitingReadIsClosed(LiveMode mode) throws Exception {
        int rounds = 30;
        List<String> logged = logged(() -> {
            for (int round = 0; round < rounds; round++) {
                closeWhileWaiting(client, mode);
            }
            assertNoFurtherRequest(2 * rounds);
        });
        assertThat(logged).isEmpty();
        assertThat(server.accepted()).isLessThanOrEqualTo(2 * rounds);
    }

    @Test
    void leavesARetryToTheCallerWhenAConnectionBreaks() throws Exception {
        server.respondsByDefault(request -> ScriptedResponse.dropped());
        // The client of the JDK repeats a GET once if no byte of a response arrived.
        int request = transport == ClientTransport.JAVA_NET_HTTP ? 2 : 1;
        List<String> logged = logged(() -> {
            try (StreamReader reader = client.open("chat", ReadOptions.catchUp())) {
                assertThatThrownBy(reader::next).isInstanceOf(StreamException.class);
            }
            assertNoFurtherRequest(request);
        });
        assertThat(logged).isEmpty();
    }

    @Test
    void neverRepeatsAWrite() {
        server.respondsByDefault(request -> ScriptedResponse.dropped());
        DurableStreamsClient once = DurableStreamsClient.builder(server.base())
                .transport(transport)
                .retry(RetryPolicy.never())
                .build();
        try (once) {
            assertThatThrownBy(() -> once.append("chat", StreamContent.text("x")))
                    .isInstanceOf(StreamException.class);
            assertNoFurtherRequest(1);
            assertThatThrownBy(() -> once.create("chat", CreateOptions.defaults()))
                    .isInstanceOf(StreamException.class);
            assertThatThrownBy(() -> once.delete("chat")).isInstanceOf(StreamException.class);
            assertNoFurtherRequest(3);
        }
    }

    @ParameterizedTest
    @EnumSource(LiveMode.class)
    void sendsNoFurtherRequestForAClosedStream(LiveMode mode) {
        try (StreamReader reader = client.follow("ended", ReadOptions.live(mode))) {
            assertThat(reader.next().closed()).isTrue();
            for (int again = 0; again < 3; again++) {
                assertThatThrownBy(reader::next).isInstanceOf(IllegalStateException.class);
            }
            assertNoFurtherRequest(1);
        }
    }

    @Test
    void endsAConnectionAttemptWithinATenthOfASecond() throws Exception {
        List<Socket> queue = new ArrayList<>();
        // The socket accepts no connection: when its queue is full, the next attempt waits.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(full, queue);
            DurableStreamsClient waiting = DurableStreamsClient.builder(
                            URI.create("http://127.0.0.1:" + full.getLocalPort() + "/"))
                    .transport(transport)
                    .connectTimeout(Duration.ofSeconds(30))
                    .requestTimeout(Duration.ofSeconds(30))
                    .build();
            try (waiting) {
                assertThat(CloseLatency.best(() -> waiting.open("chat", ReadOptions.catchUp())))
                        .isLessThan(Duration.ofMillis(100));
            }
        } finally {
            for (Socket socket : queue) {
                socket.close();
            }
        }
    }

    @Test
    void endsAnOperationThatWaitsForItsResponse() {
        server.respondsByDefault(request -> silence());
        CompletableFuture<StreamInfo> waiting = CompletableFuture.supplyAsync(() -> client.head("chat"));
        Awaitility.await().until(() -> server.requests().size() == 1);
        client.close();
        assertThatThrownBy(() -> waiting.get(1, TimeUnit.SECONDS)).hasRootCauseInstanceOf(CancellationException.class);
        assertNoFurtherRequest(1);
    }

    @Test
    @EnabledIf(value = "showsOpenSockets", disabledReason = "open sockets are counted where the system lists them")
    void leavesNoThreadAndNoSocketBehind() throws Exception {
        cycles(8);
        Awaitility.await().until(() -> server.connections() <= 1);
        List<String> threads = threadsButIdleOnes();
        long sockets = sockets();
        cycles(200);
        // The transport of the JDK keeps a connection for the next request.
        Awaitility.await().untilAsserted(() -> assertThat(server.connections()).isLessThanOrEqualTo(1));
        Awaitility.await().untilAsserted(() -> {
            assertThat(threadsButIdleOnes()).hasSizeLessThanOrEqualTo(threads.size());
            // As many threads as there were concurrent requests, not one for each of the 200 requests.
            assertThat(threads()).filteredOn(ReaderCloseTest::mayBeIdle).hasSizeLessThan(20);
        });
        Awaitility.await().untilAsserted(() -> assertThat(sockets()).isLessThanOrEqualTo(sockets));
    }

    @Test
    @EnabledIf(value = "showsOpenSockets", disabledReason = "open sockets are counted where the system lists them")
    void leavesNothingOfAClientBehind() throws Exception {
        useAnotherClient(LiveMode.LONG_POLL);
        List<String> threads = threads();
        long sockets = sockets();
        for (int cycle = 0; cycle < 20; cycle++) {
            useAnotherClient(cycle % 2 == 0 ? LiveMode.LONG_POLL : LiveMode.SSE);
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            // Before JDK 21 a client of the JDK ends only when it is collected.
            System.gc();
            assertThat(threads()).hasSizeLessThanOrEqualTo(threads.size());
            assertThat(sockets()).isLessThanOrEqualTo(sockets);
        });
    }

    private void useAnotherClient(LiveMode mode) throws Exception {
        try (DurableStreamsClient another = newClient()) {
            another.head("ended");
            closeWhileWaiting(another, mode);
        }
    }

    private void cycles(int count) throws Exception {
        for (int cycle = 0; cycle < count; cycle++) {
            switch (cycle % 4) {
                case 0 -> closeAfterOneBatch("ended");
                case 1 -> closeAfterOneBatch("stalled");
                case 2 -> closeWhileWaiting(client, LiveMode.LONG_POLL);
                default -> closeWhileWaiting(client, LiveMode.SSE);
            }
        }
    }

    private void closeAfterOneBatch(String id) {
        try (StreamReader reader = client.open(id, ReadOptions.live(LiveMode.LONG_POLL))) {
            reader.next();
        }
    }

    private void closeWhileWaiting(DurableStreamsClient of, LiveMode mode) throws Exception {
        int before = server.requests().size();
        StreamReader reader = of.open("chat", ReadOptions.live(mode));
        reader.next();
        if (mode == LiveMode.SSE) {
            reader.next();
        }
        CompletableFuture<StreamBatch> waiting = CompletableFuture.supplyAsync(reader::next);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .until(() -> server.requests().size() == before + 2);
        reader.close();
        assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS)).hasRootCauseInstanceOf(CancellationException.class);
    }

    private void assertNoFurtherRequest(int count) {
        Awaitility.await()
                .during(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(server.requests()).hasSize(count));
    }

    private interface Work {
        void run() throws Exception;
    }

    /** The records at the default level that the HTTP client of the Jakarta REST implementation logs meanwhile. */
    private static List<String> logged(Work work) throws Exception {
        List<String> lines = java.util.Collections.synchronizedList(new ArrayList<>());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord log) {
                lines.add(log.getLoggerName() + ": " + log.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        List<Logger> loggers = Stream.of("org.apache.http", "org.jboss.resteasy", "org.streamlistening")
                .map(Logger::getLogger)
                .toList();
        List<Level> levels = loggers.stream().map(Logger::getLevel).toList();
        loggers.forEach(logger -> {
            logger.setLevel(Level.INFO);
            logger.addHandler(handler);
        });
        try {
            work.run();
        } finally {
            for (int i = 0; i < loggers.size(); i++) {
                loggers.get(i).removeHandler(handler);
                loggers.get(i).setLevel(levels.get(i));
            }
        }
        return lines;
    }

    private static void fill(ServerSocket full, List<Socket> queue) throws Exception {
        while (true) {
            Socket next = new Socket();
            queue.add(next);
            try {
                next.connect(full.getLocalSocketAddress(), 300);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
    }

    /** Without the threads of the test itself. */
    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.startsWith("scripted-server")
                        && !name.startsWith("ForkJoinPool")
                        && !name.startsWith("awaitility"))
                .toList();
    }

    private static List<String> threadsButIdleOnes() {
        return threads().stream().filter(name -> !mayBeIdle(name)).toList();
    }

    /** While a client is open, such an idle thread of a transport stays for a minute. */
    private static boolean mayBeIdle(String name) {
        return name.startsWith("durable-streams-http") || name.startsWith("durable-streams-rest-");
    }

    private static long sockets() throws Exception {
        long count = 0;
        for (File file : new File("/proc/self/fd").listFiles()) {
            Path path = file.toPath();
            count += Files.isSymbolicLink(path) && linked(path).startsWith("socket:") ? 1 : 0;
        }
        return count;
    }

    private static String linked(Path path) {
        try {
            return Files.readSymbolicLink(path).toString();
        } catch (java.io.IOException e) {
            // Closed meanwhile.
            return "";
        }
    }

    static boolean showsOpenSockets() {
        return new File("/proc/self/fd").isDirectory();
    }
}
