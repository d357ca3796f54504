package org.streamlistening.internal.serve.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.streamlistening.server.Http.JSON;
import static org.streamlistening.server.Http.TEXT;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.LiveMode;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.client.RetryPolicy;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamReader;
import org.streamlistening.inprocess.InProcessRequest;
import org.streamlistening.inprocess.InProcessResponse;
import org.streamlistening.internal.embedded.StreamServer;
import org.streamlistening.internal.engine.HeldStore;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.serve.StreamResource;
import org.streamlistening.internal.serve.servlet.AccessCheck;
import org.streamlistening.internal.serve.servlet.ServletBinding;
import org.streamlistening.internal.store.StreamBytes;
import org.streamlistening.internal.store.StreamLog;
import org.streamlistening.server.Http;
import org.streamlistening.server.JettyServer;
import org.streamlistening.server.ServerOptions;

/** The response to an unreadable page is an error without the headers of a page. */
class UnreadablePagesTest {

    private static final RetryPolicy QUICK = new RetryPolicy(20, Duration.ofMillis(1), Duration.ofMillis(50), 2);

    private static final ServerOptions OPTIONS = ServerOptions.builder()
            .access((operation, id, request) -> true)
            .longPollTimeout(Duration.ofMillis(50))
            .build();

    private final HeldStore store = new HeldStore();
    private final AtomicInteger stepsBeforeError = new AtomicInteger(-1);
    private volatile Throwable failure;
    private StreamResource protocol;
    private JettyServer server;
    private Http http;

    @BeforeEach
    void start() {
        store.readThrough(FailingLog::new);
        protocol = new StreamResource(OPTIONS, false, threads -> store);
        server = JettyServer.start(new Servlet());
        http = new Http(server);
    }

    @AfterEach
    void stop() {
        server.close();
        protocol.close();
    }

    @ParameterizedTest
    @CsvSource({
        "?offset=-1, 10",
        "?offset=-1, 100000",
        "?offset=-1&live=long-poll, 10",
        "?offset=-1&live=long-poll, 100000",
        "?offset=-1&live=sse, 10"
    })
    void respondsWithAnErrorWithoutTheHeadersOfAPage(String query, int size) {
        http.put("/text", TEXT, "x".repeat(size));
        http.put("/json", JSON, '"' + "x".repeat(size) + '"');
        for (String path : new String[] {"/text", "/json"}) {
            failure = new UncheckedIOException(new IOException("the file is gone"));
            assertIsError(http.get(path + query), 500);
            failure = new RequestRejectedException(
                    RequestRejectedException.Reason.TRIMMED,
                    "not kept",
                    Map.of(RequestRejectedException.Detail.EARLIEST_OFFSET, "7"));
            HttpResponse<String> gone = http.get(path + query);
            assertIsError(gone, 410);
            assertThat(gone.headers().firstValue(ProtocolNames.EARLIEST_OFFSET)).hasValue("7");
            failure = new OutOfMemoryError("as if");
            assertIsError(http.get(path + query), 500);
            failure = null;
            assertThat(http.get(path + query.replace("sse", "long-poll")).body())
                    .contains("x".repeat(size));
        }
    }

    /** The error occurs in each step of the server in turn, before or after it has read bytes. */
    @ParameterizedTest
    @CsvSource({"LONG_POLL, false", "LONG_POLL, true", "SSE, false", "SSE, true"})
    void aLiveReaderMissesNothingIfAnyStepHasNoMemory(LiveMode mode, boolean inProcess) {
        String large = '"' + "x".repeat(100_000) + '"';
        try (DurableStreamsClient client = inProcess
                ? DurableStreamsClient.builder(this::call).build()
                : DurableStreamsClient.builder(server.uri("/")).build()) {
            for (int step = 0; step < 8; step++) {
                String id = "live" + step;
                client.create(id, CreateOptions.json());
                try (StreamReader reader = client.follow(id, ReadOptions.live(mode), QUICK)) {
                    reader.next();
                    CompletableFuture<List<String>> read = CompletableFuture.supplyAsync(() -> readToTheEnd(reader));
                    stepsBeforeError.set(step);
                    client.append(id, org.streamlistening.client.StreamContent.json("[1,2," + large + "]"));
                    client.close(id, org.streamlistening.client.StreamContent.json("[3]"));
                    assertThat(read)
                            .as("step %s", step)
                            .succeedsWithin(10, TimeUnit.SECONDS)
                            .isEqualTo(List.of("1", "2", large, "3"));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"long-poll", "sse"})
    void aReaderThatCannotWaitDoesNotCountTowardTheLimit(String live) {
        StreamResource ended =
                new StreamResource(ServerOptions.builder().maxReaders(1).build(), false, threads -> new HeldStore());
        assertThat(status(ended, "PUT", Optional.empty())).isEqualTo(201);
        // The clock that would end a wait is closed.
        ended.close();
        for (int i = 0; i < 3; i++) {
            assertThat(status(ended, "GET", Optional.of("offset=now&live=" + live)))
                    .isEqualTo(500);
        }
    }

    private static int status(StreamResource protocol, String method, Optional<String> query) {
        InProcessRequest request = new InProcessRequest(method, "/a", query, Map.of(), new byte[0]);
        return StreamServer.send(request, protocol).status();
    }

    private static List<String> readToTheEnd(StreamReader reader) {
        List<String> messages = new ArrayList<>();
        StreamBatch batch;
        do {
            batch = reader.next();
            batch.messages().forEach(message -> messages.add(message.text()));
        } while (!batch.closed());
        return messages;
    }

    private InProcessResponse call(InProcessRequest request) {
        return StreamServer.send(request, protocol);
    }

    private static void assertIsError(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().map()).doesNotContainKeys("etag", "stream-next-offset", "stream-up-to-date");
        assertThat(response.headers().map()).doesNotContainKeys("stream-closed", "stream-cursor", "x-accel-buffering");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(response.headers().firstValue("Content-Type").orElse(""))
                .isEqualToIgnoringCase("text/plain;charset=UTF-8");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    private final class Servlet extends HttpServlet {

        private static final long serialVersionUID = 1;

        private final transient AccessCheck access = new AccessCheck(OPTIONS.access());

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) {
            protocol.handle(ServletBinding.exchange(request, response, access));
        }
    }

    private void step() {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException unreadable) {
            throw unreadable;
        }
        errorIfDue();
    }

    private void errorIfDue() {
        if (stepsBeforeError.get() >= 0 && stepsBeforeError.getAndDecrement() == 0) {
            throw new OutOfMemoryError("as if");
        }
    }

    private final class FailingLog extends ForwardingLog {

        FailingLog(StreamLog log) {
            super(log);
        }

        @Override
        public StreamBytes bytes(long from, long to) {
            StreamBytes bytes = super.bytes(from, to);
            return new StreamBytes() {
                @Override
                public long remaining() {
                    return bytes.remaining();
                }

                @Override
                public void writeNext(OutputStream out, int max) throws IOException {
                    step();
                    ByteArrayOutputStream taken = new ByteArrayOutputStream();
                    bytes.writeNext(taken, max);
                    step();
                    taken.writeTo(out);
                }
            };
        }

        @Override
        public long messagesUpTo(long position) {
            errorIfDue();
            return super.messagesUpTo(position);
        }

        @Override
        public long endOf(long message) {
            errorIfDue();
            return super.endOf(message);
        }
    }
}
