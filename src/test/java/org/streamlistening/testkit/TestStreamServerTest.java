package org.streamlistening.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.DurableStreamsClientBuilder;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.client.RetryPolicy;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamGoneException;
import org.streamlistening.client.StreamNotFoundException;
import org.streamlistening.client.StreamReader;
import org.streamlistening.server.Retention;
import org.streamlistening.server.ServerOptions;
import org.streamlistening.server.StreamAccess;

/** Each fault, as clients over HTTP and in-process meet it. */
class TestStreamServerTest {

    private final Set<Thread> before = threads();
    private TestStreamServer server;

    public record Token(int number) {}

    /** The ways to the server. */
    enum Way {
        IN_PROCESS,
        JAKARTA_REST,
        JAVA_NET_HTTP;

        DurableStreamsClient client(TestStreamServer server) {
            DurableStreamsClientBuilder builder = switch (this) {
                case IN_PROCESS -> DurableStreamsClient.builder(server.inProcess());
                case JAKARTA_REST -> DurableStreamsClient.builder(server.uri()).transport(ClientTransport.JAKARTA_REST);
                case JAVA_NET_HTTP ->
                    DurableStreamsClient.builder(server.uri()).transport(ClientTransport.JAVA_NET_HTTP);
            };
            return builder.retry(RetryPolicy.never()).build();
        }
    }

    @BeforeEach
    void start() {
        server = new TestStreamServer();
    }

    @AfterEach
    void nothingIsLeft() {
        server.close();
        Awaitility.await().untilAsserted(() -> {
            Set<Thread> left = threads();
            left.removeAll(before);
            assertThat(left).isEmpty();
        });
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("durable-streams.*|HTTP-Dispatcher.*"))
                .collect(Collectors.toSet());
    }

    private static List<String> read(DurableStreamsClient client, String stream) {
        List<String> texts = new ArrayList<>();
        try (StreamReader reader = client.open(stream, ReadOptions.catchUp())) {
            StreamBatch batch;
            do {
                batch = reader.next();
                batch.messages().stream().map(StreamMessage::text).forEach(texts::add);
            } while (!batch.upToDate() && !batch.closed());
        }
        return texts;
    }

    @ParameterizedTest
    @EnumSource
    void servesWhatATestWrites(Way way) {
        server.append("a b/c", new Token(1), new Token(2));
        try (DurableStreamsClient client = way.client(server)) {
            client.append("a b/c", new Token(3));
            assertThat(read(client, "a b/c")).containsExactly("{\"number\":1}", "{\"number\":2}", "{\"number\":3}");
            server.close("a b/c");
            assertThat(client.head("a b/c").closed()).isTrue();
            server.delete("a b/c");
            assertThatThrownBy(() -> client.head("a b/c")).isInstanceOf(StreamNotFoundException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void waitingReadersGetTheNextMessage(Way way) throws Exception {
        server.create("s");
        try (DurableStreamsClient client = way.client(server);
                StreamReader reader = client.open("s", ReadOptions.live(LiveMode.SSE))) {
            assertThat(reader.next().messages()).isEmpty();
            server.append("s", new Token(7));
            assertThat(nextText(reader)).isEqualTo("{\"number\":7}");
        }
    }

    private static String nextText(StreamReader reader) {
        StreamBatch batch = reader.next();
        while (batch.messages().isEmpty()) {
            batch = reader.next();
        }
        return batch.messages().get(0).text();
    }

    @ParameterizedTest
    @EnumSource
    void answersOnlyThePlannedRequests(Way way) {
        server.append("s", new Token(1));
        server.append("other", new Token(2));
        server.next(2).ofStream("s").reads().answer(503, Duration.ofMillis(1500));
        try (DurableStreamsClient client = way.client(server)) {
            client.append("s", new Token(3));
            assertThat(read(client, "other")).hasSize(1);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> read(client, "s")).isInstanceOfSatisfying(StreamException.class, failure -> {
                    assertThat(failure.status()).isEqualTo(503);
                    assertThat(failure.retryable()).isTrue();
                    assertThat(failure.retryAfter()).contains(Duration.ofSeconds(2));
                });
            }
            assertThat(server.pendingFaults()).isZero();
            assertThat(read(client, "s")).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void answersFinalStatuses(Way way) {
        server.append("s", new Token(1));
        try (DurableStreamsClient client = way.client(server)) {
            server.next().answer(410);
            assertThatThrownBy(() -> read(client, "s")).isInstanceOf(StreamGoneException.class);
            server.next().answer(404);
            assertThatThrownBy(() -> read(client, "s")).isInstanceOf(StreamNotFoundException.class);
            server.next().answer(429);
            assertThatThrownBy(() -> read(client, "s"))
                    .isInstanceOfSatisfying(
                            StreamException.class,
                            failure -> assertThat(failure.retryable()).isTrue());
        }
    }

    @ParameterizedTest
    @EnumSource
    void dropsTheConnectionInTheMiddleOfABody(Way way) {
        server.append("s", new Token(1));
        server.next().reads().dropAfter(5);
        try (DurableStreamsClient client = way.client(server)) {
            assertThatThrownBy(() -> read(client, "s"))
                    .isInstanceOfSatisfying(
                            StreamException.class,
                            failure -> assertThat(failure.retryable()).isTrue());
            assertThat(read(client, "s")).containsExactly("{\"number\":1}");
        }
    }

    @ParameterizedTest
    @EnumSource
    void dropsTheResponseToAWriteThatTookEffect(Way way) {
        server.create("s");
        server.next().writes().drop();
        try (DurableStreamsClient client = way.client(server)) {
            assertThatThrownBy(() -> client.append("s", new Token(1)))
                    .isInstanceOfSatisfying(
                            StreamException.class,
                            failure -> assertThat(failure.retryable()).isTrue());
            assertThat(read(client, "s")).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void delaysRequests(Way way) {
        server.append("s", new Token(1));
        server.always().reads().delay(Duration.ofMillis(300));
        try (DurableStreamsClient client = way.client(server)) {
            long begin = System.nanoTime();
            assertThat(read(client, "s")).hasSize(1);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
            assertThat(server.pendingFaults()).isEqualTo(Integer.MAX_VALUE);
            server.reset();
            assertThat(server.pendingFaults()).isZero();
        }
    }

    /** The HTTP client of the JDK sends a GET again by itself. */
    @ParameterizedTest
    @EnumSource
    void cutsAReaderThatWaits(Way way) throws InterruptedException {
        server.create("s");
        try (DurableStreamsClient client = way.client(server);
                StreamReader reader = client.open("s", ReadOptions.live(LiveMode.LONG_POLL))) {
            assertThat(reader.next().messages()).isEmpty();
            Thread cutting = new Thread(() -> {
                server.awaitReader("s").disconnect("s");
                if (way == Way.JAVA_NET_HTTP) {
                    server.awaitReader("s");
                }
                server.append("s", new Token(1));
            });
            cutting.start();
            if (way != Way.JAVA_NET_HTTP) {
                assertThatThrownBy(reader::next)
                        .isInstanceOfSatisfying(
                                StreamException.class,
                                failure -> assertThat(failure.retryable()).isTrue());
            }
            assertThat(nextText(reader)).isEqualTo("{\"number\":1}");
            // The reader can have the message before the response to the append has arrived.
            cutting.join();
        }
    }

    @Test
    void aRequestThatIsDelayedEndsWithTheServer() throws InterruptedException {
        server.create("s");
        server.next().delay(Duration.ofMinutes(5));
        try (DurableStreamsClient client = Way.IN_PROCESS.client(server)) {
            Thread ending = new Thread(() -> {
                Awaitility.await().until(() -> server.pendingFaults() == 0);
                server.close();
            });
            ending.start();
            assertThatThrownBy(() -> read(client, "s")).isInstanceOf(RuntimeException.class);
            ending.join();
        }
    }

    @Test
    void recreatesAStreamWhosePositionsHaveNoMeaning() {
        server.append("s", new Token(1));
        try (DurableStreamsClient client = Way.JAVA_NET_HTTP.client(server)) {
            Offset end = client.head("s").nextOffset();
            server.recreate("s");
            assertThatThrownBy(() ->
                            client.open("s", ReadOptions.catchUp().from(end)).next())
                    .isInstanceOf(StreamGoneException.class);
            assertThat(read(client, "s")).isEmpty();
        }
    }

    @Test
    void timeToLiveEndsWhenTheTestSaysSo() {
        server.create("s", CreateOptions.json().ttl(Duration.ofHours(2)));
        server.advance(Duration.ofHours(1));
        server.appendContent("s", StreamContent.json("[1]"));
        server.advance(Duration.ofMinutes(119));
        assertThat(read(server.client(), "s")).hasSize(1);
        server.advance(Duration.ofMinutes(121));
        assertThatThrownBy(() -> server.client().head("s")).isInstanceOf(StreamNotFoundException.class);
    }

    @Test
    void retentionEndsWhenTheTestSaysSo() {
        ServerOptions options = ServerOptions.builder()
                .access(StreamAccess.everything())
                .retention(new Retention(
                        java.util.Optional.of(Duration.ofDays(1)),
                        java.util.OptionalLong.empty(),
                        java.util.OptionalLong.empty()))
                .build();
        try (TestStreamServer forgetting = new TestStreamServer(options)) {
            forgetting.append("s", new Token(1));
            Offset start = forgetting.client().head("s").nextOffset();
            forgetting.append("s", new Token(2));
            forgetting.advance(Duration.ofDays(3));
            forgetting.append("s", new Token(3));
            assertThatThrownBy(() -> forgetting
                            .client()
                            .open("s", ReadOptions.catchUp().from(start))
                            .next())
                    .isInstanceOf(StreamGoneException.class);
        }
    }

    @Test
    void aFaultNeedsARequest() {
        assertThatThrownBy(() -> server.next(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rejectsFaultsThatCannotHappen() {
        Duration negative = Duration.ofMillis(-1);
        assertThatThrownBy(() -> server.next().dropAfter(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.next().delay(negative)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.next().answer(429, negative)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.next().answer(42)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.advance(negative)).isInstanceOf(IllegalArgumentException.class);
        assertThat(server.pendingFaults()).isZero();
    }
}
