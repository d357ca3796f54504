package org.streamlistening.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.streamlistening.client.ScriptedResponse.json;
import static org.streamlistening.client.ScriptedResponse.status;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;

/**
 * Bodies that stay unread, such as those of error responses: the outcome depends on the head alone, however the body
 * ends.
 */
@Tag("load")
@ParameterizedClass
@EnumSource(ClientTransport.class)
class UnwantedBodiesTest {

    private static final byte[] BODY = "nothing is here, however long you look for it".getBytes(UTF_8);

    private final ScriptedServer server = new ScriptedServer();
    private final AtomicInteger token = new AtomicInteger();
    private final DurableStreamsClient client;

    UnwantedBodiesTest(ClientTransport transport) {
        // The read time-out is so long that no test can pass because of it.
        client = DurableStreamsClient.builder(server.base())
                .transport(transport)
                .requestTimeout(Duration.ofSeconds(60))
                .operationTimeout(Duration.ofSeconds(120))
                .retry(RetryPolicy.never())
                .headers(() -> Map.of("Authorization", "Bearer " + token))
                .onUnauthorized(token::incrementAndGet)
                .build();
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    /** All faults of a body. */
    private static Stream<Supplier<ScriptedResponse>> troubled(int status) {
        return Stream.of(
                () -> status(status).body(BODY).drips(),
                () -> status(status).drips(),
                () -> status(status).body(BODY).stallsAt(0),
                () -> status(status).body(BODY).stallsAt(7),
                () -> status(status).body(BODY).cutAt(7));
    }

    @Test
    void aMissingStreamIsReported() {
        Stream<Supplier<ScriptedResponse>> cut =
                Stream.of(() -> status(404).body(BODY).cutAt(0));
        Stream.concat(cut, troubled(404)).forEach(response -> {
            server.respondsWith(response.get(), response.get());
            assertThatThrownBy(() -> soon(() -> client.append("chat", StreamContent.text("x"))))
                    .isInstanceOf(StreamNotFoundException.class);
            assertThatThrownBy(() -> soon(this::read)).isInstanceOf(StreamNotFoundException.class);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 410, 503})
    void theStatusDecides(int status) {
        troubled(status).forEach(response -> {
            server.respondsWith(response.get());
            assertThatThrownBy(() -> soon(this::read))
                    .isInstanceOfSatisfying(
                            StreamException.class, e -> assertThat(e.status()).isEqualTo(status));
        });
    }

    @Test
    void theHeadersOfAnErrorResponseAreLimitedToo() {
        troubled(409).forEach(response -> {
            server.respondsWith(response.get().closed().next("7"));
            assertThatThrownBy(() -> soon(() -> client.append("chat", StreamContent.text("x"))))
                    .isInstanceOfSatisfying(
                            StreamClosedException.class,
                            e -> assertThat(e.finalOffset()).contains(Offset.of("7")));
        });
    }

    @Test
    void anAcceptedBatchIsNotSentAgain() throws Exception {
        int appends = 0;
        for (Supplier<ScriptedResponse> response : troubled(200).toList()) {
            server.respondsWith(response.get().next("7"));
            assertThat(soon(() -> client.append("chat", StreamContent.text("x")))
                            .nextOffset())
                    .isEqualTo(Offset.of("7"));
            assertThat(server.requests()).hasSize(++appends);
        }
    }

    @Test
    void credentialsAreRefreshed() throws Exception {
        for (Supplier<ScriptedResponse> response : troubled(401).toList()) {
            server.respondsWith(response.get(), json("[1]").next("1").upToDate());
            assertThat(soon(this::read).next()).isEqualTo(StreamPosition.at(Offset.of("1")));
        }
    }

    @Test
    void redirectsAreFollowed() throws Exception {
        for (Supplier<ScriptedResponse> response : troubled(307).toList()) {
            server.respondsWith(
                    response.get().header("Location", "/streams/there?offset=-1"),
                    json("[1]").next("1").upToDate());
            assertThat(soon(this::read).next()).isEqualTo(StreamPosition.at(Offset.of("1")));
        }
    }

    @Test
    void aBodyWithoutContentTypeIsRead() throws Exception {
        server.respondsWith(status(200).body(BODY).next("1").upToDate());
        assertThat(soon(this::read).messages()).extracting(StreamMessage::bytes).containsExactly(BODY);
    }

    @Test
    void otherReadersAreNotDisturbed() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        server.respondsWith(status(204).next("8").after(released));
        CompletableFuture<StreamWritten> slow = supplyAsync(() -> client.append("chat", StreamContent.text("x")));
        await().until(() -> server.requests().size() == 1);
        server.respondsWith(status(404).drips());
        assertThatThrownBy(() -> soon(() -> client.append("chat", StreamContent.text("y"))))
                .isInstanceOf(StreamNotFoundException.class);
        released.countDown();
        assertThat(slow.get(10, TimeUnit.SECONDS).nextOffset()).isEqualTo(Offset.of("8"));
    }

    @Test
    void noConnectionStaysOpen() {
        troubled(404).forEach(response -> {
            server.respondsWith(response.get());
            assertThatThrownBy(() -> soon(() -> client.append("chat", StreamContent.text("x"))))
                    .isInstanceOf(StreamException.class);
            await().until(() -> server.connections() == 0);
        });
    }

    @Test
    void aBodyThatIsReadQuicklyLeavesTheConnectionToTheNextRequest() {
        for (int round = 0; round < 5; round++) {
            server.respondsWith(status(404).body(BODY));
            assertThatThrownBy(() -> client.append("chat", StreamContent.text("x")))
                    .isInstanceOf(StreamNotFoundException.class);
        }
        assertThat(server.accepted()).isEqualTo(1);
    }

    private StreamBatch read() {
        try (StreamReader reader = client.open("chat", ReadOptions.catchUp())) {
            return reader.next();
        }
    }

    /** Within a few seconds, also on a busy machine. */
    private static <T> T soon(Supplier<T> operation) throws Exception {
        try {
            return supplyAsync(operation, work -> new Thread(work).start()).get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception failure ? failure : e;
        }
    }
}
