package org.streamlistening.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.streamlistening.client.ScriptedResponse.status;

import jakarta.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.streamlistening.Offset;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.DurableStreamsClientBuilder;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.client.RetryPolicy;
import org.streamlistening.client.ScriptedResponse;
import org.streamlistening.client.ScriptedServer;
import org.streamlistening.client.ScriptedServer.ReceivedRequest;
import org.streamlistening.client.StreamClosedException;
import org.streamlistening.client.StreamConflictException;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamCreated;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamGoneException;
import org.streamlistening.client.StreamInfo;
import org.streamlistening.client.StreamNotFoundException;
import org.streamlistening.client.StreamWritten;

@ParameterizedClass
@EnumSource(ClientTransport.class)
class StreamOperationsTest {

    private final ScriptedServer server = new ScriptedServer();
    private final DurableStreamsClientBuilder builder;
    private final List<DurableStreamsClient> clients = new ArrayList<>();
    private DurableStreamsClient client;

    StreamOperationsTest(ClientTransport transport) {
        builder = DurableStreamsClient.builder(server.base()).transport(transport);
        client = built(builder);
    }

    private DurableStreamsClient built(DurableStreamsClientBuilder ready) {
        clients.add(ready.build());
        return clients.get(clients.size() - 1);
    }

    @AfterEach
    void end() {
        clients.forEach(DurableStreamsClient::close);
        server.close();
    }

    @Test
    void createsAStreamWithAllOptions() {
        server.respondsWith(status(201).next("3").closed());
        StreamCreated created = client.create(
                "a b/ü",
                CreateOptions.forkOf("source/1", Offset.of("17"), 2)
                        .content(StreamContent.of("[1]".getBytes(UTF_8), "application/json; charset=utf-8"))
                        .ttl(Duration.ofHours(1))
                        .asClosed());
        assertThat(created).isEqualTo(new StreamCreated(true, Offset.of("3"), true));
        ReceivedRequest request = server.requests().get(0);
        assertThat(request.method()).isEqualTo("PUT");
        assertThat(request.target()).isEqualTo("/streams/a%20b/%C3%BC");
        assertThat(request.text()).isEqualTo("[1]");
        assertThat(request.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
        assertThat(request.header("Stream-TTL")).isEqualTo("3600");
        assertThat(request.header("Stream-Closed")).isEqualTo("true");
        assertThat(request.header("Stream-Forked-From")).isEqualTo("/streams/source/1");
        assertThat(request.header("Stream-Fork-Offset")).isEqualTo("17");
        assertThat(request.header("Stream-Fork-Sub-Offset")).isEqualTo("2");
    }

    /** While the application of the embedded server is not deployed, its container responds. */
    @Test
    void rejectsAResponseWithoutTheMarkOfTheServer() {
        server.respondsWith(
                status(200).next("1").header("Stream-Server", "ours"),
                status(404),
                status(200).next("2").header("Stream-Server", "ours"),
                status(404).header("Stream-Server", "ours"));
        assertThat(client.head("a").nextOffset()).isEqualTo(Offset.of("1"));
        assertThat(client.head("a").nextOffset()).isEqualTo(Offset.of("2"));
        assertThatThrownBy(() -> client.head("a")).isInstanceOf(StreamNotFoundException.class);
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void acceptsA404OfAServerWithoutMarks() {
        server.respondsWith(
                status(404),
                status(200).next("1").header("Stream-Server", "ours"),
                status(200).next("1"),
                status(404));
        assertThatThrownBy(() -> client.head("a")).isInstanceOf(StreamNotFoundException.class);
        client.head("a");
        client.head("a");
        assertThatThrownBy(() -> client.head("a")).isInstanceOf(StreamNotFoundException.class);
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void reportsThatAnotherServerResponded() {
        client = built(builder.retry(new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(2), 1)));
        server.respondsWith(
                status(200).next("1").header("Stream-Server", "ours"), status(404), status(404), status(404));
        client.head("a");
        assertThatThrownBy(() -> client.head("a"))
                .isInstanceOfSatisfying(StreamException.class, e -> {
                    assertThat(e.status()).isEqualTo(404);
                    assertThat(e.retryable()).isTrue();
                })
                .isNotInstanceOf(StreamNotFoundException.class)
                .hasMessageContaining("another server");
    }

    @Test
    void reportsWhetherAStreamExisted() {
        server.respondsWith(status(200).next("3"));
        Instant end = Instant.parse("2031-01-02T03:04:05Z");
        assertThat(client.create("a", CreateOptions.json().expiresAt(end)))
                .isEqualTo(new StreamCreated(false, Offset.of("3"), false));
        assertThat(server.requests().get(0).header("Stream-Expires-At")).isEqualTo("2031-01-02T03:04:05Z");
        assertThat(server.requests().get(0).header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void appendsJsonValuesEachAsOneMessage() {
        server.respondsWith(
                status(204).next("1"), status(204).next("2"), status(204).next("3"));
        client.append("a", StreamContent.json(Json.createArrayBuilder().add(1).build()));
        client.append("a", StreamContent.json("{\"a\":1.0}"));
        assertThat(client.append("a", StreamContent.text("hé"), "0007"))
                .isEqualTo(new StreamWritten(Offset.of("3"), false));
        assertThat(server.requests()).extracting(ReceivedRequest::text).containsExactly("[[1]]", "{\"a\":1.0}", "hé");
        assertThat(server.requests())
                .extracting(request -> request.header("Content-Type"))
                .containsExactly("application/json", "application/json", "text/plain");
        assertThat(server.requests().get(2).header("Stream-Seq")).isEqualTo("0007");
    }

    @Test
    void closesWithAndWithoutLastContent() {
        server.respondsWith(
                status(204).next("1").closed(), status(204).next("2").closed());
        assertThat(client.close("a")).isEqualTo(new StreamWritten(Offset.of("1"), true));
        client.close("a", StreamContent.text("end"));
        assertThat(server.requests()).extracting(ReceivedRequest::text).containsExactly("", "end");
        assertThat(server.requests())
                .allMatch(request -> request.header("Stream-Closed").equals("true"));
        assertThat(server.requests().get(0).header("Content-Type")).isNull();
    }

    @Test
    void deletesAndReadsMetadata() {
        server.respondsWith(
                status(200)
                        .next("5")
                        .header("Content-Type", "text/plain; charset=utf-8")
                        .header("Stream-TTL", "60")
                        .header("Stream-Expires-At", "2031-01-02T03:04:05+01:00")
                        .header("stream-closed", "TRUE"),
                status(204));
        StreamInfo info = client.head("a");
        assertThat(info.contentType()).isEqualTo("text/plain; charset=utf-8");
        assertThat(info.nextOffset()).isEqualTo(Offset.of("5"));
        assertThat(info.closed()).isTrue();
        assertThat(info.ttl()).contains(Duration.ofMinutes(1));
        assertThat(info.expiresAt()).contains(Instant.parse("2031-01-02T02:04:05Z"));
        client.delete("a");
        assertThat(server.requests()).extracting(ReceivedRequest::method).containsExactly("HEAD", "DELETE");
    }

    @Test
    void reportsWhyAWriteWasRejected() {
        server.respondsWith(status(404), status(409), status(409).closed().next("9"), status(413), status(501));
        assertThatThrownBy(() -> client.append("a/b", StreamContent.text("x")))
                .isInstanceOf(StreamNotFoundException.class)
                .hasMessageContaining("'a/b'");
        assertThatThrownBy(() -> client.append("a/b", StreamContent.text("x")))
                .isInstanceOf(StreamConflictException.class)
                .hasMessageContaining("Stream-Seq");
        assertThatThrownBy(() -> client.append("a/b", StreamContent.text("x")))
                .isInstanceOfSatisfying(
                        StreamClosedException.class,
                        e -> assertThat(e.finalOffset()).contains(Offset.of("9")));
        assertThatThrownBy(() -> client.append("a/b", StreamContent.text("x"))).hasMessageContaining("too large");
        assertThatThrownBy(() -> client.append("a/b", StreamContent.text("x"))).hasMessageContaining("not support");
        assertThat(server.requests()).hasSize(5);
    }

    @Test
    void retriesTransientFailures() {
        server.respondsWith(status(500), status(429), status(503), status(204).next("1"));
        assertThat(client.append("a", StreamContent.text("x")).nextOffset()).isEqualTo(Offset.of("1"));
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void failsAfterTheLastRetry() {
        server.respondsByDefault(request -> status(500));
        client = built(builder.retry(new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1), 1)));
        assertThatThrownBy(() -> client.head("a")).isInstanceOfSatisfying(StreamException.class, e -> {
            assertThat(e.status()).isEqualTo(500);
            assertThat(e.retryable()).isTrue();
        });
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void waitsForRetryAfter() {
        server.respondsWith(status(503).header("Retry-After", "1"), status(200).next("1"));
        client.head("a");
        assertThat(server.requests().get(1).nanoTime()
                        - server.requests().get(0).nanoTime())
                .isGreaterThanOrEqualTo(1_000_000_000L);
    }

    @Test
    void sendsHeadersAndParametersComputedForEachRequest() {
        server.respondsByDefault(request -> status(200).next("1"));
        AtomicInteger count = new AtomicInteger();
        client = built(builder.header("X-Fixed", "1")
                .headers(() -> Map.of("Authorization", "Bearer " + count.incrementAndGet()))
                .parameter("z", "a&b")
                .parameters(() -> Map.of("a", "1")));
        client.head("a");
        client.head("a");
        assertThat(server.requests())
                .extracting(request -> request.header("Authorization"))
                .containsExactly("Bearer 1", "Bearer 2");
        assertThat(server.requests())
                .extracting(request -> request.header("X-Fixed"))
                .containsOnly("1");
        assertThat(server.targets()).containsOnly("/streams/a?a=1&z=a%26b");
    }

    @Test
    void refreshesCredentialsOnceWhenTheyAreRejected() {
        AtomicInteger token = new AtomicInteger();
        client = built(builder.headers(() -> Map.of("Authorization", "Bearer " + token))
                .onUnauthorized(token::incrementAndGet));
        server.respondsWith(status(401), status(200).next("1"), status(401), status(401));
        client.head("a");
        assertThatThrownBy(() -> client.head("a"))
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.retryable()).isFalse())
                .hasMessageContaining("credentials")
                .message()
                .doesNotContain("Bearer");
        assertThat(server.requests())
                .extracting(request -> request.header("Authorization"))
                .containsExactly("Bearer 0", "Bearer 1", "Bearer 1", "Bearer 2");
    }

    @Test
    void sendsOneRequestWithCredentialsThatNeverChange() {
        client = built(builder.header("Authorization", "Bearer x"));
        server.respondsWith(status(401));
        assertThatThrownBy(() -> client.head("a")).isInstanceOf(StreamException.class);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void followsARedirectOnTheSameOriginOnly() {
        try (ScriptedServer elsewhere = new ScriptedServer()) {
            client = built(builder.header("Authorization", "Bearer secret"));
            server.respondsWith(
                    status(307).header("Location", "/moved/a"),
                    status(200).next("1"),
                    status(307).header("Location", elsewhere.base() + "a"));
            assertThat(client.head("a").nextOffset()).isEqualTo(Offset.of("1"));
            assertThatThrownBy(() -> client.head("a")).hasMessageContaining("redirects");
            assertThat(server.targets()).containsExactly("/streams/a", "/moved/a", "/streams/a");
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @Test
    void reusesItsConnection() {
        server.respondsByDefault(request -> request.method().equals("POST")
                ? status(204).next("1")
                : status(200).next("1"));
        for (int i = 0; i < 20; i++) {
            client.append("a", StreamContent.text("x"));
            client.head("a");
        }
        // One connection, unless a response returns a moment before its connection is free.
        assertThat(server.accepted()).isLessThan(5);
    }

    @Test
    void needsNoThreadOfTheCommonPool() throws Exception {
        server.respondsByDefault(request -> request.method().equals("POST")
                ? status(204).next("1")
                : status(200).next("1"));
        CountDownLatch released = new CountDownLatch(1);
        int all = 2 * ForkJoinPool.commonPool().getParallelism() + 2;
        for (int i = 0; i < all; i++) {
            ForkJoinPool.commonPool().execute(() -> {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        try {
            long begin = System.nanoTime();
            for (int i = 0; i < 5; i++) {
                client.append("a", StreamContent.text("x"));
                client.head("a");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        } finally {
            released.countDown();
        }
    }

    @Test
    void closingTheClientEndsAPauseBetweenAttempts() {
        server.respondsByDefault(request -> status(503).header("Retry-After", "15"));
        CompletableFuture<StreamInfo> waiting = CompletableFuture.supplyAsync(() -> client.head("a"));
        Awaitility.await().until(() -> server.requests().size() == 1);
        client.close();
        assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS)).hasRootCauseInstanceOf(CancellationException.class);
    }

    @Test
    void retriesWhenHeadersCannotBeComputed() {
        server.respondsByDefault(request -> status(200).next("1"));
        AtomicInteger tries = new AtomicInteger();
        client = built(builder.headers(() -> {
            if (tries.incrementAndGet() < 3) {
                throw new IllegalStateException("the token service is away");
            }
            return Map.of("X-Token", "t");
        }));
        client.head("a");
        assertThat(tries).hasValue(3);
    }

    @Test
    void sendsNoHeaderThatHidesAnother() {
        client = built(builder.header("X-A", "1\r\nX-B: 2"));
        assertThatThrownBy(() -> client.head("a")).isInstanceOf(IllegalArgumentException.class);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void reportsNothingOfTheHeaderThatCannotBeSent() {
        client = built(builder.headers(() -> Map.of("Authorization", "Bearer secret\u200b")));
        assertThatThrownBy(() -> client.head("a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Authorization")
                .satisfies(failure -> assertThat(failure).asString().doesNotContain("secret"))
                .hasNoCause();
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void sendsNoHeaderThatHidesBehindAValueOfAnOperation() {
        String hidden = "1\r\nX-B: 2";
        for (Runnable operation : List.<Runnable>of(
                () -> client.append("a", StreamContent.text("x"), hidden),
                () -> client.append("a", StreamContent.of(new byte[1], "text/plain;a=" + hidden)),
                () -> client.create("a", CreateOptions.defaults().contentType("text/plain;a=" + hidden)))) {
            assertThatThrownBy(operation::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must not hold");
        }
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void distinguishesParametersByTheirCase() {
        server.respondsByDefault(request -> status(200).next("1"));
        client = built(builder.parameter("t", "1").parameter("T", "2"));
        client.head("a");
        assertThat(server.targets()).containsExactly("/streams/a?T=2&t=1");
    }

    @Test
    void sendsNoComputedParameterThatBelongsToTheProtocol() {
        server.respondsByDefault(
                request -> ScriptedResponse.json("[]").next("1").upToDate());
        client = built(builder.parameters(() -> Map.of("live", "sse", "offset", "7", "cursor", "c", "t", "1")));
        client.open("a", ReadOptions.catchUp()).next();
        client.delete("a");
        assertThat(server.targets()).containsExactly("/streams/a?offset=-1&t=1", "/streams/a?t=1");
    }

    @Test
    void retriesWhenCredentialsCannotBeRefreshed() {
        server.respondsByDefault(
                request -> "t2".equals(request.header("X-Token")) ? status(200).next("1") : status(401));
        AtomicInteger tries = new AtomicInteger();
        client = built(builder.headers(() -> Map.of("X-Token", "t" + tries)).onUnauthorized(() -> {
            if (tries.incrementAndGet() < 2) {
                throw new IllegalStateException("the token service is away");
            }
        }));
        client.head("a");
        assertThat(tries).hasValue(2);
    }

    @Test
    @Timeout(20)
    void retriesAfterAnyExceptionOfTheSupplierOfHeaders() {
        server.respondsByDefault(request -> status(200).next("1"));
        IllegalStateException round = new IllegalStateException("round");
        round.initCause(new IllegalArgumentException("and round", round));
        Deque<Throwable> thrown = new ArrayDeque<>(List.of(
                round, new CancellationException("of the token"), new TimeoutException("that is not declared")));
        client = built(builder.headers(() -> {
            if (!thrown.isEmpty()) {
                StreamOperationsTest.<RuntimeException>sneak(thrown.remove());
            }
            return Map.of("X-Token", "t");
        }));
        client.head("a");
        assertThat(thrown).isEmpty();
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** Otherwise a listener would continue at another offset. */
    @Test
    void doesNotTakeAnErrorOfAnotherStreamForOneOfThisStream() {
        client = built(builder.headers(() -> {
            throw new StreamGoneException("no such token", "tokens", 410, null, true, null);
        }));
        assertThatThrownBy(() -> client.head("a"))
                .isExactlyInstanceOf(StreamException.class)
                .hasMessage("cannot look at stream 'a': its headers or parameters could not be computed"
                        + " (StreamGoneException)")
                .extracting(e -> ((StreamException) e).status())
                .isEqualTo(0);
    }

    @Test
    void rejectsATimeToLiveThatCannotBeSent() {
        assertThatThrownBy(() -> CreateOptions.json().ttl(Duration.ofMillis(500)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("whole seconds");
    }

    @Test
    void rejectsAnInvalidTimeout() {
        for (Duration none : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
            assertThatThrownBy(() -> ReadOptions.catchUp().timeout(none))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("timeout must be positive");
        }
    }

    @Test
    void sendsNoRequestForAnIdThatLeadsElsewhere() {
        assertThatThrownBy(() -> client.head("../secret")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.open("http://x/", ReadOptions.catchUp()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void rejectsAnInvalidBaseUri() {
        for (String base :
                new String[] {"streams/", "ftp://host/", "http://u:p@host/", "http://host/?a=b", "http://host/#a"}) {
            assertThatThrownBy(() -> DurableStreamsClient.builder(java.net.URI.create(base)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("base URI");
        }
    }

    @Test
    void sendsUriCharactersUnchanged() {
        server.respondsByDefault(request -> status(200).next("1"));
        client.head("a/b{x}+c=d,e'f*(g)!$&@~");
        assertThat(server.targets()).containsExactly("/streams/a/b%7Bx%7D+c=d,e'f*(g)!$&@~");
    }
}
