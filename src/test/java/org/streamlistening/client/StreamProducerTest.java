package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.streamlistening.Offset;
import org.streamlistening.client.ScriptedServer.ReceivedRequest;

@ParameterizedClass
@EnumSource(ClientTransport.class)
class StreamProducerTest {

    private static final ProducerOptions PATIENT = ProducerOptions.of("p").linger(Duration.ofMinutes(1));
    private static final ProducerOptions SINGLE = ProducerOptions.of("p").maxBatchItems(1);

    private final ScriptedServer server = new ScriptedServer();
    private final ProducerServer stream = new ProducerServer();
    private final ClientTransport transport;
    private final DurableStreamsClient client;

    StreamProducerTest(ClientTransport transport) {
        this.transport = transport;
        client = DurableStreamsClient.builder(server.base())
                .transport(transport)
                .retry(new RetryPolicy(50, Duration.ofMillis(1), Duration.ofMillis(5), 2))
                .build();
    }

    @BeforeEach
    void keepTheRules() {
        server.respondsByDefault(stream::respond);
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    @Test
    void sendsSeveralItemsInOneRequest() {
        try (StreamProducer producer = client.producer("chat", PATIENT)) {
            CompletableFuture<ProducedBatch> first = producer.append(json("{\"a\": 1.0}"));
            CompletableFuture<ProducedBatch> second = producer.append(json("[ 2 , [3]]"));
            producer.flush();
            assertThat(first.join()).isEqualTo(second.join());
            assertThat(first.join().nextOffset()).contains(Offset.of("1"));
        }
        assertThat(stream.content()).containsExactly("[{\"a\": 1.0},2,[3]]");
        ReceivedRequest request = server.requests().get(0);
        assertThat(request.header("Producer-Id")).isEqualTo("p");
        assertThat(request.header("Producer-Epoch")).isEqualTo("0");
        assertThat(request.header("Producer-Seq")).isEqualTo("0");
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void sendsABatchAfterItsLinger() {
        try (StreamProducer producer = client.producer("chat", PATIENT.linger(Duration.ofMillis(5)))) {
            producer.append(StreamContent.text("a"));
            Awaitility.await().until(() -> stream.content().equals(List.of("a")));
        }
    }

    @Test
    void sendsAFullBatchAtOnce() {
        try (StreamProducer producer =
                client.producer("chat", PATIENT.maxBatchBytes(10).maxInFlight(1))) {
            for (String text : List.of("aaaa", "bbbb", "cccc", "dddddddddddd", "e")) {
                producer.append(StreamContent.text(text));
            }
            Awaitility.await().until(() -> stream.content().size() == 3);
            assertThat(stream.content()).containsExactly("aaaabbbb", "cccc", "dddddddddddd");
        }
        assertThat(stream.content()).last().isEqualTo("e");
    }

    @Test
    void keepsTheOrderWithSeveralRequestsInFlight() {
        List<String> items =
                IntStream.range(0, 300).mapToObj(i -> "<" + i + ">").toList();
        try (StreamProducer producer = client.producer("chat", SINGLE.maxInFlight(8))) {
            items.forEach(item -> producer.append(StreamContent.text(item)));
        }
        assertThat(stream.content()).isEqualTo(items);
    }

    @Test
    void writesEachItemOnceDespiteLostRequestsAndResponses() {
        Random random = new Random(3);
        server.respondsByDefault(request -> {
            int dice;
            synchronized (random) {
                dice = random.nextInt(10);
            }
            if (dice == 0) {
                return ScriptedResponse.dropped();
            }
            ScriptedResponse response = dice == 1 ? ScriptedResponse.status(503) : stream.respond(request);
            return dice == 2 ? ScriptedResponse.dropped() : response;
        });
        List<String> items =
                IntStream.range(0, 200).mapToObj(i -> "<" + i + ">").toList();
        try (StreamProducer producer = client.producer("chat", SINGLE.maxInFlight(5))) {
            items.forEach(item -> producer.append(StreamContent.text(item)));
        }
        assertThat(stream.content()).isEqualTo(items);
    }

    @Test
    void writesEachItemOnceWhenItIsKilledAndRestarted() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger count = new AtomicInteger();
        server.respondsByDefault(request -> {
            ScriptedResponse response = stream.respond(request);
            return count.incrementAndGet() > 20 ? response.after(never) : response;
        });
        List<String> items = IntStream.range(0, 60).mapToObj(i -> "<" + i + ">").toList();
        DurableStreamsClient killed =
                DurableStreamsClient.builder(server.base()).build();
        StreamProducer first = killed.producer("chat", SINGLE);
        items.forEach(item -> first.append(StreamContent.text(item)));
        Awaitility.await().until(() -> count.get() > 20 && !stream.content().isEmpty());
        killed.close();
        server.respondsByDefault(stream::respond);

        List<CompletableFuture<ProducedBatch>> results = new ArrayList<>();
        try (StreamProducer again = client.producer("chat", SINGLE)) {
            items.forEach(item -> results.add(again.append(StreamContent.text(item))));
        }
        assertThat(stream.content()).isEqualTo(items);
        assertThat(results.get(0).join().duplicate()).isTrue();
        assertThat(results.get(59).join().duplicate()).isFalse();
    }

    @Test
    void failsOnlyTheBatchThatTheServerRejects() {
        List<CompletableFuture<ProducedBatch>> results = new ArrayList<>();
        try (StreamProducer producer = client.producer("chat", SINGLE.maxInFlight(4))) {
            for (String text : List.of("a", "b", "poison", "c", "d", "poison", "e")) {
                results.add(producer.append(StreamContent.text(text)));
            }
            assertThatThrownBy(producer::flush)
                    .isInstanceOf(StreamException.class)
                    .hasMessageContaining("400");
            producer.flush();
        }
        assertThat(stream.content()).containsExactly("a", "b", "c", "d", "e");
        assertThat(results.stream().map(CompletableFuture::isCompletedExceptionally))
                .containsExactly(false, false, true, false, false, true, false);
        assertThat(results.get(6).join().seq()).isEqualTo(4);
    }

    @Test
    void rejectsAnItemThatIsNotJsonBeforeItIsBatched() {
        try (StreamProducer producer = client.producer("chat", PATIENT)) {
            producer.append(json("1"));
            for (String broken : List.of("oops", "1,", "1,2", "1 2", "1],[2", "[]", "[1", "")) {
                assertThatThrownBy(() -> producer.append(json(broken))).isInstanceOf(IllegalArgumentException.class);
            }
            StreamContent notUtf8 = StreamContent.of(new byte[] {'"', (byte) 0xff, '"'}, "application/json");
            assertThatThrownBy(() -> producer.append(notUtf8)).isInstanceOf(IllegalArgumentException.class);
            producer.append(json("2"));
        }
        assertThat(stream.content()).containsExactly("[1,2]");
    }

    @Test
    void failsWhenALaterEpochHasTakenOver() {
        stream.epoch("p", 3);
        try (StreamProducer producer = client.producer("chat", SINGLE)) {
            CompletableFuture<ProducedBatch> result = producer.append(StreamContent.text("a"));
            assertThatThrownBy(producer::flush)
                    .isInstanceOfSatisfying(
                            ProducerFencedException.class,
                            e -> assertThat(e.currentEpoch()).isEqualTo(3))
                    .hasMessageContaining("epoch 3");
            assertThat(result).isCompletedExceptionally();
            for (ThrowingCallable later : List.<ThrowingCallable>of(
                    () -> producer.append(StreamContent.text("b")), producer::closeStream, producer::closeStream)) {
                assertThatThrownBy(later)
                        .isInstanceOfSatisfying(
                                ProducerFencedException.class,
                                e -> assertThat(e.currentEpoch()).isEqualTo(3))
                        .hasCauseInstanceOf(ProducerFencedException.class);
            }
        }
        assertThat(stream.content()).isEmpty();
    }

    @Test
    void takesTheNextEpochWithAutoClaim() {
        stream.epoch("p", 3);
        List<String> items = IntStream.range(0, 30).mapToObj(i -> "<" + i + ">").toList();
        List<CompletableFuture<ProducedBatch>> results = new ArrayList<>();
        try (StreamProducer producer = client.producer("chat", SINGLE.autoClaim(true))) {
            items.forEach(item -> results.add(producer.append(StreamContent.text(item))));
        }
        assertThat(stream.content()).isEqualTo(items);
        assertThat(results.stream().map(CompletableFuture::join)).allMatch(batch -> batch.epoch() == 4);
    }

    @Test
    void closesTheStreamOnceWithTheLastItem() {
        try (StreamProducer producer = client.producer("chat", PATIENT)) {
            producer.append(StreamContent.text("a"));
            ProducedBatch end = producer.closeStream(StreamContent.text("b"));
            assertThat(end.closed()).isTrue();
            assertThat(producer.closeStream(StreamContent.text("c"))).isEqualTo(end);
            assertThat(producer.closeStream()).isEqualTo(end);
            assertThatThrownBy(() -> producer.append(StreamContent.text("d")))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(stream.content()).containsExactly("a", "b");
        try (StreamProducer late = client.producer("chat", PATIENT.epoch(1))) {
            assertThatThrownBy(late::closeStream).isInstanceOf(StreamClosedException.class);
        } catch (StreamClosedException e) {
            // Closing reports a failure that no flush has reported.
            assertThat(e.status()).isEqualTo(409);
        }
    }

    @Test
    void waitsWhileTheBufferIsFull() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        server.respondsByDefault(request -> stream.respond(request).after(released));
        try (StreamProducer producer =
                client.producer("chat", SINGLE.maxBufferedBytes(30).maxInFlight(1))) {
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 5; i++) {
                    producer.append(StreamContent.text("x".repeat(10)));
                }
            });
            assertThatThrownBy(() -> writer.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            released.countDown();
            writer.get(5, TimeUnit.SECONDS);
        }
        assertThat(stream.content()).hasSize(5);
    }

    @Test
    void sendsALingeringBatchWhenTheBufferIsFull() throws Exception {
        try (StreamProducer producer = client.producer("chat", PATIENT.maxBufferedBytes(30))) {
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 7; i++) {
                    producer.append(StreamContent.text("x".repeat(10)));
                }
            });
            writer.get(10, TimeUnit.SECONDS);
        }
        assertThat(String.join("", stream.content())).isEqualTo("x".repeat(70));
    }

    @Test
    void lingersForAsLongAsADurationCanBe() {
        StreamProducer producer = client.producer("chat", PATIENT.linger(ChronoUnit.FOREVER.getDuration()));
        producer.append(StreamContent.text("a"));
        assertTimeoutPreemptively(Duration.ofSeconds(10), producer::close);
        assertThat(stream.content()).containsExactly("a");
    }

    @Test
    void claimsOneEpochForAllBatchesInFlight() {
        CountDownLatch claimed = new CountDownLatch(1);
        CountDownLatch bothUnderWay = new CountDownLatch(1);
        List<String> batches = new CopyOnWriteArrayList<>();
        server.respondsByDefault(request -> {
            batches.add(request.header("Producer-Epoch") + ":" + request.header("Producer-Seq"));
            boolean late = request.text().equals("c")
                    && request.header("Producer-Epoch").equals("0");
            if (request.text().equals("b") && request.header("Producer-Epoch").equals("0")) {
                awaitQuietly(bothUnderWay);
                stream.epoch("p", 3);
            }
            if (late) {
                bothUnderWay.countDown();
                awaitQuietly(claimed);
            }
            ScriptedResponse response = stream.respond(request);
            if (request.header("Producer-Epoch").equals("4")) {
                claimed.countDown();
            }
            return response;
        });
        try (StreamProducer producer =
                client.producer("chat", SINGLE.autoClaim(true).maxInFlight(3))) {
            producer.append(StreamContent.text("a"));
            producer.flush();
            producer.append(StreamContent.text("b"));
            producer.append(StreamContent.text("c"));
        }
        assertThat(stream.content()).containsExactly("a", "b", "c");
        assertThat(batches).containsExactlyInAnyOrder("0:0", "0:1", "0:2", "4:0", "4:1");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void failsWhenTheOutcomeOfABatchIsUnknown() {
        server.respondsByDefault(request -> ScriptedResponse.status(503));
        DurableStreamsClient impatient = DurableStreamsClient.builder(server.base())
                .transport(transport)
                .retry(RetryPolicy.never())
                .build();
        try (impatient) {
            StreamProducer producer = impatient.producer("chat", SINGLE);
            CompletableFuture<ProducedBatch> first = producer.append(StreamContent.text("a"));
            assertThatThrownBy(producer::flush).isInstanceOf(StreamException.class);
            assertThatThrownBy(first::join).isInstanceOf(CompletionException.class);
            assertThatThrownBy(() -> producer.append(StreamContent.text("b")))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void endsAllItsThreads() {
        StreamProducer closed = client.producer("chat", SINGLE);
        closed.append(StreamContent.text("a"));
        closed.close();
        client.producer("chat", SINGLE.epoch(1));
        client.close();
        Awaitility.await()
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("streamlistening")));
    }

    private static StreamContent json(String text) {
        return StreamContent.json(text);
    }
}
