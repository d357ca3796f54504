package org.streamlistening.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.streamlistening.client.ScriptedResponse.events;
import static org.streamlistening.client.ScriptedResponse.json;
import static org.streamlistening.client.ScriptedResponse.status;
import static org.streamlistening.client.ScriptedResponse.text;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.streamlistening.LiveMode;
import org.streamlistening.client.ScriptedServer.ReceivedRequest;

/**
 * Every blocking call of the client ends by each of these events: data, a time-out, the end of the client, an
 * interrupt, an {@code Error} of the application's code, the end of the connection.
 */
@ParameterizedClass
@EnumSource(ClientTransport.class)
class EveryWaitEndsTest {

    private static final String UP_TO_DATE = "event: control\ndata: {\"streamNextOffset\":\"0\",\"upToDate\":true}";
    private static final String CLOSED = "event: control\ndata: {\"streamNextOffset\":\"0\",\"streamClosed\":true}";
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration SOON = Duration.ofSeconds(2);

    /** A call that blocks after this number of requests. */
    enum Wait {
        CATCH_UP(1, client -> client.open("gated", ReadOptions.catchUp()).next()),
        LONG_POLL(2, client -> readOn(client, "gated-later", LiveMode.LONG_POLL)),
        SSE_HEAD(2, client -> readOn(client, "gated-later", LiveMode.SSE)),
        SSE(2, client -> readOn(client, "open", LiveMode.SSE)),
        BODY(1, client -> readOn(client, "stalled", LiveMode.LONG_POLL)),
        READ_PAUSE(1, client -> client.follow("away", ReadOptions.catchUp()).next()),
        CREATE(1, client -> client.create("gated", CreateOptions.json())),
        APPEND(1, client -> client.append("gated", StreamContent.text("x"))),
        APPEND_LARGE(1, client -> client.append("gated", StreamContent.text("x".repeat(3 << 20)))),
        CLOSE(1, client -> client.close("gated")),
        DELETE(1, client -> client.delete("gated")),
        HEAD(1, client -> client.head("gated")),
        OPERATION_PAUSE(1, client -> client.head("away")),
        PRODUCER_APPEND(1, client -> {
            StreamProducer producer = narrow(client);
            for (int item = 0; item < 3; item++) {
                producer.append(StreamContent.text("x"));
            }
        }),
        PRODUCER_FLUSH(1, client -> {
            StreamProducer producer = narrow(client);
            producer.append(StreamContent.text("x"));
            producer.flush();
        }),
        PRODUCER_CLOSE(1, client -> {
            StreamProducer producer = narrow(client);
            producer.append(StreamContent.text("x"));
            producer.close();
        }),
        PRODUCER_CLOSE_STREAM(1, client -> narrow(client).closeStream());

        private final int requests;
        private final Consumer<DurableStreamsClient> call;

        Wait(int requests, Consumer<DurableStreamsClient> call) {
            this.requests = requests;
            this.call = call;
        }

        private static void readOn(DurableStreamsClient client, String id, LiveMode mode) {
            StreamReader reader = client.open(id, ReadOptions.live(mode));
            while (!reader.next().closed()) {
                // Not there yet.
            }
        }

        private static StreamProducer narrow(DurableStreamsClient client) {
            return client.producer(
                    "gated",
                    ProducerOptions.of("p").maxBatchItems(1).maxInFlight(1).maxBufferedBytes(1));
        }
    }

    private final ClientTransport transport;
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger headers = new AtomicInteger();
    private final ScriptedServer server = new ScriptedServer().respondsByDefault(this::respond);
    private Error error;
    private int errorAt;

    EveryWaitEndsTest(ClientTransport transport) {
        this.transport = transport;
    }

    private ScriptedResponse respond(ReceivedRequest request) {
        String target = request.target();
        if (target.contains("away")) {
            return status(503).header("Retry-After", "60");
        }
        if (target.contains("stalled")) {
            return text("x".repeat(2000)).next("1").stallsAt(1500);
        }
        if (target.contains("open") && target.contains("live=sse")) {
            return events(UP_TO_DATE).thenStaysOpen();
        }
        if (request.method().equals("GET") && !target.contains("live=") && !target.contains("gated?")) {
            return json("[]").next("0").upToDate();
        }
        ScriptedResponse response = target.contains("live=sse")
                ? events(CLOSED)
                : status(200).header("Content-Type", "application/json").body("[]".getBytes(UTF_8));
        return response.next("0").upToDate().closed().after(released);
    }

    @AfterEach
    void end() {
        released.countDown();
        server.close();
    }

    private DurableStreamsClient client(Duration limit) {
        return DurableStreamsClient.builder(server.base())
                .transport(transport)
                .headers(() -> {
                    if (error != null && headers.incrementAndGet() >= errorAt) {
                        throw error;
                    }
                    return Map.of();
                })
                .maxChunkBytes(1024)
                .requestTimeout(limit)
                .pollTimeout(limit)
                .operationTimeout(limit.multipliedBy(4))
                .retry(new RetryPolicy(limit.equals(LONG) ? 3 : 0, Duration.ofMillis(1), Duration.ofMillis(1), 1))
                .build();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"SSE", "BODY", "READ_PAUSE", "OPERATION_PAUSE"})
    void endsByData(Wait wait) throws Exception {
        try (DurableStreamsClient client = client(LONG)) {
            CompletableFuture<Throwable> outcome = waiting(wait, client);
            released.countDown();
            assertThat(outcome.get(10, TimeUnit.SECONDS)).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"READ_PAUSE", "OPERATION_PAUSE", "LONG_POLL", "SSE", "SSE_HEAD"})
    void endsByATimeOut(Wait wait) throws Exception {
        try (DurableStreamsClient client = client(SHORT)) {
            Throwable outcome =
                    CompletableFuture.supplyAsync(() -> thrown(wait, client)).get(15, TimeUnit.SECONDS);
            assertThat(outcome)
                    .isInstanceOfAny(StreamException.class, IllegalStateException.class)
                    .isNotInstanceOf(CancellationException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Wait.class)
    void endsByTheEndOfTheClient(Wait wait) throws Exception {
        DurableStreamsClient client = client(LONG);
        CompletableFuture<Throwable> outcome = waiting(wait, client);
        client.close();
        assertThat(outcome.get(2, TimeUnit.SECONDS))
                .isInstanceOfAny(CancellationException.class, IllegalStateException.class, StreamException.class);
    }

    @ParameterizedTest
    @EnumSource(Wait.class)
    void endsByAnInterrupt(Wait wait) throws Exception {
        try (DurableStreamsClient client = client(LONG)) {
            Interrupted interrupted = Interrupted.by(() -> wait.call.accept(client), server, wait.requests);
            assertThat(interrupted.failure()).isInstanceOf(CancellationException.class);
            assertThat(interrupted.restored()).isTrue();
            assertThat(interrupted.took()).isLessThan(SOON);
            released.countDown();
            // The client is still usable.
            client.append("gated", StreamContent.text("x"));
        }
    }

    @ParameterizedTest
    @EnumSource(Wait.class)
    void endsByAnEarlierInterrupt(Wait wait) throws Exception {
        try (DurableStreamsClient client = client(LONG)) {
            Interrupted interrupted = Interrupted.by(
                    () -> {
                        Thread.currentThread().interrupt();
                        wait.call.accept(client);
                    },
                    () -> false);
            assertThat(interrupted.failure()).isInstanceOf(CancellationException.class);
            assertThat(interrupted.restored()).isTrue();
            assertThat(server.requests()).hasSizeLessThanOrEqualTo(wait.name().startsWith("PRODUCER") ? 1 : 0);
        }
    }

    @ParameterizedTest
    @EnumSource(Wait.class)
    void endsByAnError(Wait wait) throws Exception {
        error = new NoClassDefFoundError("com/example/Tokens");
        errorAt = wait.requests;
        try (DurableStreamsClient client = client(LONG)) {
            Throwable outcome =
                    CompletableFuture.supplyAsync(() -> thrown(wait, client)).get(10, TimeUnit.SECONDS);
            assertThat(outcome)
                    .satisfiesAnyOf(
                            failure -> assertThat(failure).isSameAs(error),
                            failure -> assertThat(failure)
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasCause(error));
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"READ_PAUSE", "OPERATION_PAUSE", "SSE", "SSE_HEAD"})
    void endsByTheEndOfTheConnection(Wait wait) throws Exception {
        try (DurableStreamsClient client = client(LONG)) {
            CompletableFuture<Throwable> outcome = waiting(wait, client);
            server.closeConnections();
            assertThat(outcome.get(10, TimeUnit.SECONDS))
                    .isInstanceOfAny(StreamException.class, IllegalStateException.class);
        }
    }

    @Test
    void anInterruptLeavesTheRequestsOfOtherThreadsAlone() throws Exception {
        try (DurableStreamsClient client = client(LONG)) {
            CompletableFuture<Throwable> other = waiting(Wait.HEAD, client);
            Interrupted interrupted = Interrupted.by(() -> client.head("gated"), server, 2);
            assertThat(interrupted.failure()).isInstanceOf(CancellationException.class);
            assertThat(other).isNotDone();
            released.countDown();
            assertThat(other.get(10, TimeUnit.SECONDS)).isNull();
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void aReaderContinuesAfterAnInterrupt() throws Exception {
        try (DurableStreamsClient client = client(LONG)) {
            StreamReader reader = client.open("gated-later", ReadOptions.live(LiveMode.LONG_POLL));
            reader.next();
            assertThat(Interrupted.by(reader::next, server, 2).failure()).isInstanceOf(CancellationException.class);
            released.countDown();
            assertThat(reader.next().upToDate()).isTrue();
            assertThat(reader.next().closed()).isTrue();
        }
    }

    /** The outcome of a call on another thread, which is blocked when this method returns. */
    private CompletableFuture<Throwable> waiting(Wait wait, DurableStreamsClient client) {
        return Interrupted.waiting(
                () -> wait.call.accept(client), () -> server.requests().size() >= wait.requests);
    }

    private static Throwable thrown(Wait wait, DurableStreamsClient client) {
        try {
            wait.call.accept(client);
            return null;
        } catch (Throwable e) {
            return e;
        }
    }
}
