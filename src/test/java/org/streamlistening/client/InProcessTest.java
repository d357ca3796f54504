package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.inprocess.InProcessRequest;
import org.streamlistening.inprocess.InProcessResponse;
import org.streamlistening.internal.http.ResponseTimeoutException;
import org.streamlistening.internal.threads.Awaitable;
import org.streamlistening.server.JettyServer;
import org.streamlistening.server.OwnServer;
import org.streamlistening.server.Retention;
import org.streamlistening.server.ServerOptions;
import org.streamlistening.server.StreamAccess;

/**
 * A client and a server in one process: the same behaviour as over HTTP, without a socket and without blocked threads.
 */
class InProcessTest {

    private static final int READERS = 1000;

    private final ServerOptions.Builder options = ServerOptions.builder();
    private OwnServer server;
    private DurableStreamsClient client;

    private void start() {
        server = new OwnServer(options.build());
        client = DurableStreamsClient.builder(server.server())
                .retry(RetryPolicy.never())
                .build();
    }

    @AfterEach
    void stop() {
        if (client != null) {
            client.close();
            server.close();
        }
    }

    // The same as over HTTP.

    private static Arguments scenario(String name, Function<DurableStreamsClient, Object> calls) {
        return Arguments.of(name, calls);
    }

    private static Arguments doing(String name, java.util.function.Consumer<DurableStreamsClient> calls) {
        return scenario(name, client -> {
            calls.accept(client);
            return "done";
        });
    }

    static Stream<Arguments> scenarios() {
        StreamContent json = StreamContent.json("[1,2,3]");
        return Stream.of(
                scenario(
                        "a new stream",
                        client -> client.create("n", CreateOptions.json()).isNew()),
                scenario(
                        "a stream that is there",
                        client -> client.create("s", CreateOptions.json()).isNew()),
                doing("another configuration", client -> client.create("s", CreateOptions.defaults())),
                doing("one stream too many", client -> {
                    for (int i = 0; i < 9; i++) {
                        client.create("many/" + i, CreateOptions.json());
                    }
                }),
                scenario("an id that needs encoding", client -> {
                    client.create("größe/日本 100", CreateOptions.json());
                    return client.head("größe/日本 100").contentType();
                }),
                doing("an id that is longer than the server takes", client -> client.head("日".repeat(400))),
                doing("append", client -> client.append("s", json)),
                doing("append to none", client -> client.append("none", json)),
                doing("append of another type", client -> client.append("s", StreamContent.text("x"))),
                doing("append of no JSON", client -> client.append("s", StreamContent.json("[1,"))),
                doing("append of nothing", client -> client.append("s", StreamContent.json("[]"))),
                doing(
                        "append of too much",
                        client -> client.append("s", StreamContent.json("\"" + "x".repeat(2000) + "\""))),
                doing("a sequence that is not greater", client -> {
                    client.append("s", json, "b");
                    client.append("s", json, "a");
                }),
                scenario("close", client -> client.close("s").closed()),
                doing("append to a closed one", client -> {
                    client.close("s", json);
                    client.append("s", json);
                }),
                doing("close again with content", client -> {
                    client.close("s", json);
                    client.close("s", json);
                }),
                scenario("close again", client -> {
                    client.close("s", json);
                    return client.close("s").closed();
                }),
                doing("delete", client -> client.delete("s")),
                doing("delete none", client -> client.delete("none")),
                doing("look at a deleted one", client -> {
                    client.delete("s");
                    client.head("s");
                }),
                scenario("what a stream is", client -> {
                    client.create("t", CreateOptions.json().ttl(Duration.ofHours(1)));
                    StreamInfo info = client.head("t");
                    return info.contentType() + info.ttl() + info.closed();
                }),
                scenario("a fork", client -> {
                    Offset before = client.head("s").nextOffset();
                    client.append("s", json);
                    client.create("f", CreateOptions.forkOf("s", before, 2));
                    client.append("f", StreamContent.json("\"own\""));
                    return read(client, "f", ReadOptions.catchUp());
                }),
                doing("a fork of none", client -> client.create("f", CreateOptions.forkOf("none"))),
                doing(
                        "a fork that begins behind the end",
                        client -> client.create(
                                "f", CreateOptions.forkOf("s", client.head("s").nextOffset(), 9))),
                doing("a source that is deleted while it has a fork", client -> {
                    client.create("f", CreateOptions.forkOf("s"));
                    client.delete("s");
                    client.head("s");
                }),
                scenario("everything", client -> read(client, "s", ReadOptions.catchUp())),
                scenario(
                        "nothing new",
                        client -> read(client, "s", ReadOptions.catchUp().from(Offset.NOW))),
                doing("no stream", client -> read(client, "none", ReadOptions.catchUp())),
                doing(
                        "no offset of this server",
                        client -> read(client, "s", ReadOptions.catchUp().from(Offset.of("somewhere")))),
                doing("what is not kept", client -> {
                    Offset first = client.head("s").nextOffset();
                    for (int i = 0; i < 9; i++) {
                        client.append("s", json);
                    }
                    read(client, "s", ReadOptions.catchUp().from(first));
                }),
                doing("an earlier life of a producer", client -> {
                    try (StreamProducer later =
                            client.producer("s", ProducerOptions.of("p").epoch(5))) {
                        later.append(json);
                    }
                    try (StreamProducer earlier = client.producer("s", ProducerOptions.of("p"))) {
                        earlier.append(json);
                        earlier.flush();
                    }
                }),
                scenario("a producer", client -> {
                    try (StreamProducer producer = client.producer("s", ProducerOptions.of("p"))) {
                        producer.append(StreamContent.json("1"));
                        producer.append(StreamContent.json("2"));
                        producer.closeStream();
                    }
                    return read(client, "s", ReadOptions.catchUp());
                }),
                scenario("long-polls until the end", client -> untilClosed(client, LiveMode.LONG_POLL)),
                scenario("server-sent events until the end", client -> untilClosed(client, LiveMode.SSE)),
                scenario("bytes by server-sent events", client -> {
                    client.create(
                            "b",
                            CreateOptions.defaults()
                                    .content(StreamContent.of(
                                            new byte[] {0, (byte) 0xff, '\n'}, "application/octet-stream"))
                                    .asClosed());
                    return read(client, "b", ReadOptions.live(LiveMode.SSE));
                }));
    }

    private static List<String> untilClosed(DurableStreamsClient client, LiveMode mode) {
        CompletableFuture<List<String>> reading =
                CompletableFuture.supplyAsync(() -> read(client, "s", ReadOptions.live(mode)));
        client.append("s", StreamContent.json("[{\"a\":1.50},\"é\"]"));
        client.close("s", StreamContent.json("\"end\""));
        return reading.join();
    }

    private static List<String> read(DurableStreamsClient client, String id, ReadOptions options) {
        List<String> texts = new ArrayList<>();
        try (StreamReader reader = client.open(id, options)) {
            StreamBatch batch;
            do {
                batch = reader.next();
                batch.messages().forEach(message -> texts.add(java.util.Arrays.toString(message.bytes())));
            } while (!batch.closed() && (options.live() != null || !batch.upToDate()));
        }
        return texts;
    }

    /** Two responses are equal except for their offsets, which each server makes on its own. */
    private static String outcome(DurableStreamsClient client, Function<DurableStreamsClient, Object> calls) {
        client.create("s", CreateOptions.json());
        try {
            return String.valueOf(calls.apply(client));
        } catch (StreamException e) {
            return e.getClass().getSimpleName() + " " + e.status() + " " + e.retryable() + " " + e.retryAfter() + " "
                    + e.getMessage()
                    + (e instanceof StreamGoneException gone
                            ? " " + gone.earliestOffset().isPresent()
                            : "");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void givesTheSameResultAsOverHttp(String name, Function<DurableStreamsClient, Object> calls) {
        options.maxBodyBytes(1000)
                .maxStreams(8)
                .retention(new Retention(Optional.empty(), OptionalLong.of(6), OptionalLong.empty()));
        start();
        String inProcess = outcome(client, calls);
        try (JettyServer jetty = JettyServer.start(
                        options.access(StreamAccess.everything()).build());
                DurableStreamsClient http = DurableStreamsClient.builder(jetty.uri("/"))
                        .transport(ClientTransport.JAVA_NET_HTTP)
                        .retry(RetryPolicy.never())
                        .build()) {
            assertThat(inProcess).isEqualTo(outcome(http, calls));
        }
    }

    // Access rules apply to callers over HTTP only.

    @Test
    void hasAccessWhereOtherCallersHaveNone() {
        options.access(StreamAccess.none());
        start();
        client.create("a", CreateOptions.json());
        client.create("b", CreateOptions.forkOf("a"));
        assertThat(client.head("b").closed()).isFalse();
    }

    @Test
    void sendsWhatTheApplicationAddsToItsRequests() throws Exception {
        List<Optional<String>> sent = new ArrayList<>();
        try (OwnServer own = new OwnServer(options.build());
                DurableStreamsClient adding = DurableStreamsClient.builder(request -> {
                            sent.add(request.header("authorization"));
                            return own.server().send(request);
                        })
                        .headers(() -> Map.of("Authorization", "Bearer x"))
                        .parameter("tenant", "a")
                        .build()) {
            adding.create("a", CreateOptions.json());
        }
        assertThat(sent).containsExactly(Optional.of("Bearer x"));
    }

    // Limits.

    @ParameterizedTest
    @EnumSource(names = {"LONG_POLL", "SSE"})
    void aClosedReaderFreesTheReaderLimitAtOnce(LiveMode mode) {
        options.maxReaders(1);
        start();
        client.create("s", CreateOptions.json());
        for (int i = 0; i < 3; i++) {
            StreamReader reader = live(mode);
            AtomicInteger ready = new AtomicInteger();
            assertThat(((Awaitable) reader).whenReady(ready::incrementAndGet)).isTrue();
            StreamReader another = client.open("s", ReadOptions.live(mode));
            another.next();
            assertThatThrownBy(another::next)
                    .isInstanceOfSatisfying(
                            StreamException.class, e -> assertThat(e.status()).isEqualTo(429));
            reader.close();
            assertThat(ready).hasValue(1);
        }
    }

    // Waiting.

    /** A reader that is up to date; an event stream is open already. */
    private StreamReader live(LiveMode mode) {
        StreamReader reader = client.open("s", ReadOptions.live(mode));
        reader.next();
        if (mode == LiveMode.SSE) {
            // Each event stream begins with its position.
            reader.next();
        }
        return reader;
    }

    @ParameterizedTest
    @EnumSource(names = {"LONG_POLL", "SSE"})
    void aThousandReadersWaitWithoutAThreadAndAllAreNotified(LiveMode mode) {
        start();
        client.create("s", CreateOptions.json());
        int before = Thread.activeCount();
        List<StreamReader> readers = new ArrayList<>();
        AtomicInteger called = new AtomicInteger();
        for (int i = 0; i < READERS; i++) {
            StreamReader reader = live(mode);
            readers.add(reader);
            assertThat(((Awaitable) reader).whenReady(called::incrementAndGet)).isTrue();
        }
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(before + 2);
        assertThat(called).hasValue(0);
        client.append("s", StreamContent.json("\"to all\""));
        await().untilAtomic(called, org.hamcrest.Matchers.is(READERS));
        for (StreamReader reader : readers) {
            assertThat(((Awaitable) reader).whenReady(called::incrementAndGet)).isFalse();
            assertThat(reader.next().messages()).extracting(StreamMessage::text).containsExactly("\"to all\"");
        }
        readers.forEach(StreamReader::close);
        assertThat(called).hasValue(READERS);
    }

    @ParameterizedTest
    @EnumSource(names = {"LONG_POLL", "SSE"})
    void aWaitEndsWithAnEmptyBatchAfterTheTimeOutOfTheServer(LiveMode mode) {
        options.longPollTimeout(Duration.ofMillis(200)).sseDuration(Duration.ofMillis(400));
        start();
        client.create("s", CreateOptions.json());
        StreamReader reader = live(mode);
        CompletableFuture<Boolean> ready = new CompletableFuture<>();
        assertThat(((Awaitable) reader).whenReady(() -> ready.complete(true))).isTrue();
        assertThat(ready).succeedsWithin(Duration.ofSeconds(20));
        StreamBatch batch = reader.next();
        assertThat(batch.messages()).isEmpty();
        assertThat(batch.upToDate()).isTrue();
        client.append("s", StreamContent.json("1"));
        assertThat(next(reader)).containsExactly("1");
    }

    private static List<String> next(StreamReader reader) {
        StreamBatch batch = reader.next();
        while (batch.messages().isEmpty()) {
            batch = reader.next();
        }
        return batch.messages().stream().map(StreamMessage::text).toList();
    }

    @ParameterizedTest
    @EnumSource(names = {"LONG_POLL", "SSE"})
    void closingEndsABlockingWait(LiveMode mode) throws Exception {
        start();
        client.create("s", CreateOptions.json());
        StreamReader reader = live(mode);
        CompletableFuture<StreamBatch> waiting = blocked(reader);
        reader.close();
        assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(CancellationException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"LONG_POLL", "SSE"})
    void closingTheClientEndsABlockingWait(LiveMode mode) throws Exception {
        start();
        client.create("s", CreateOptions.json());
        CompletableFuture<StreamBatch> waiting = blocked(live(mode));
        client.close();
        assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(CancellationException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"LONG_POLL", "SSE"})
    void interruptingEndsABlockingWait(LiveMode mode) throws Exception {
        start();
        client.create("s", CreateOptions.json());
        StreamReader reader = live(mode);
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    reader.next();
                }
            } catch (RuntimeException e) {
                failure.complete(Thread.currentThread().isInterrupted() ? e : new AssertionError("no flag", e));
            }
        });
        thread.start();
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        thread.interrupt();
        assertThat(failure.get(10, TimeUnit.SECONDS))
                .isInstanceOfAny(StreamException.class, CancellationException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"LONG_POLL", "SSE"})
    void theEndOfTheServerEndsAWaitAndIsAFinalFailure(LiveMode mode) throws Exception {
        start();
        client.create("s", CreateOptions.json());
        StreamReader reader = live(mode);
        CompletableFuture<Boolean> ready = new CompletableFuture<>();
        assertThat(((Awaitable) reader).whenReady(() -> ready.complete(true))).isTrue();
        server.close();
        assertThat(ready).isDone();
        assertThatThrownBy(() -> {
                    while (true) {
                        reader.next();
                    }
                })
                .isInstanceOfSatisfying(EmbeddedServerEndedException.class, e -> {
                    assertThat(e.retryable()).isFalse();
                    assertThat(e.status()).isZero();
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"LONG_POLL", "SSE"})
    void deletingTheStreamEndsAWait(LiveMode mode) {
        start();
        client.create("s", CreateOptions.json());
        StreamReader reader = live(mode);
        CompletableFuture<Boolean> ready = new CompletableFuture<>();
        assertThat(((Awaitable) reader).whenReady(() -> ready.complete(true))).isTrue();
        client.delete("s");
        assertThat(ready).succeedsWithin(Duration.ofSeconds(10));
        assertThatThrownBy(() -> next(reader)).isInstanceOf(StreamNotFoundException.class);
    }

    @Test
    void aServerThatDoesNotRespondIsATimeOut() {
        InProcessResponse silent = new OwnResponse();
        try (DurableStreamsClient waiting = DurableStreamsClient.builder(request -> silent)
                .requestTimeout(Duration.ofMillis(50))
                .retry(RetryPolicy.never())
                .build()) {
            assertThatThrownBy(() -> waiting.head("a"))
                    .isInstanceOf(StreamException.class)
                    .hasRootCauseInstanceOf(ResponseTimeoutException.class);
        }
        assertThat(((OwnResponse) silent).closed).isTrue();
    }

    /** A response that never begins. */
    private static final class OwnResponse implements InProcessResponse {

        private volatile boolean closed;

        @Override
        public boolean whenReady(Runnable then) {
            return !closed;
        }

        @Override
        public int status() {
            throw new IllegalStateException("not known yet");
        }

        @Override
        public Optional<String> header(String name) {
            return Optional.empty();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return 0;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private CompletableFuture<StreamBatch> blocked(StreamReader reader) {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<StreamBatch> waiting = CompletableFuture.supplyAsync(() -> {
            thread.complete(Thread.currentThread());
            return reader.next();
        });
        await().until(() -> thread.join().getState() == Thread.State.TIMED_WAITING);
        return waiting;
    }

    // Large bodies.

    /** A page of 64 MB: the client reads it in parts, and the server produces each part on demand. */
    @Test
    void aLongPageIsReadInPartsAndCanBeLeftInTheMiddle() {
        options.maxPageBytes(64 << 20).maxBodyBytes(8 << 20);
        start();
        client.create("s", CreateOptions.defaults().contentType("application/x-thing"));
        byte[] part = new byte[8 << 20];
        for (int i = 0; i < 8; i++) {
            client.append("s", StreamContent.of(part, "application/x-thing"));
        }
        try (StreamReader reader = client.open("s", ReadOptions.catchUp())) {
            assertThat(reader.next().messages())
                    .allSatisfy(message -> assertThat(message.length()).isLessThanOrEqualTo(1 << 20));
        }
        long length = 0;
        try (StreamReader reader = client.open("s", ReadOptions.catchUp())) {
            StreamBatch batch;
            do {
                batch = reader.next();
                length += batch.messages().stream()
                        .mapToLong(StreamMessage::length)
                        .sum();
            } while (!batch.upToDate());
        }
        assertThat(length).isEqualTo(64L << 20);
    }

    @Test
    void respondsAtOnceIfPossible() throws Exception {
        start();
        client.create("s", CreateOptions.json());
        InProcessResponse response = server.server()
                .send(new InProcessRequest("GET", "/s", Optional.of("offset=-1"), Map.of(), new byte[0]));
        assertThat(response.whenReady(() -> {})).isFalse();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("stream-up-to-date")).contains("true");
        assertThat(response.header("Stream-Server")).isPresent();
    }

    /** The application can run for a while after its server: a retry would only delay its end. */
    @Test
    void aWriteAfterTheEndOfTheServerFailsAtOnceWithTheReason() {
        start();
        try (DurableStreamsClient retrying =
                DurableStreamsClient.builder(server.server()).build()) {
            retrying.create("s", CreateOptions.json());
            server.close();
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> retrying.append("s", StreamContent.json("1")),
                    () -> retrying.create("t", CreateOptions.json()),
                    () -> retrying.head("s"),
                    () -> retrying.open("s", ReadOptions.catchUp()).next())) {
                assertThatThrownBy(call)
                        .isInstanceOfSatisfying(
                                EmbeddedServerEndedException.class,
                                e -> assertThat(e.retryable()).isFalse())
                        .hasMessageContaining("the embedded server has ended with the application");
            }
        }
    }
}
