package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.streamlistening.internal.http.StreamOperations;
import org.streamlistening.internal.produce.IdempotentProducer;

/** Every wait of a producer ends: in the completion of a future, by an interrupt, and with an Error. */
@ParameterizedClass
@EnumSource(ClientTransport.class)
class ProducerEndingTest {

    private static final ProducerOptions SINGLE = ProducerOptions.of("p").maxBatchItems(1);
    private static final ProducerOptions NARROW = SINGLE.maxBufferedBytes(20).maxInFlight(1);

    private final ScriptedServer server = new ScriptedServer();
    private final ProducerServer stream = new ProducerServer();
    private final AtomicReference<Error> failing = new AtomicReference<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private final DurableStreamsClient client;

    ProducerEndingTest(ClientTransport transport) {
        client = DurableStreamsClient.builder(server.base())
                .transport(transport)
                .headers(() -> {
                    if (failing.get() != null) {
                        throw failing.get();
                    }
                    return Map.of();
                })
                .retry(new RetryPolicy(50, Duration.ofMillis(1), Duration.ofMillis(5), 2))
                .build();
    }

    @BeforeEach
    void keepTheRules() {
        server.respondsByDefault(stream::respond);
    }

    @AfterEach
    void end() {
        released.countDown();
        client.close();
        server.close();
    }

    static Stream<Arguments> callsThatWait() {
        return Stream.of(
                call("flush", StreamProducer::flush),
                call("close", StreamProducer::close),
                call("closeStream", StreamProducer::closeStream),
                call("closeStream with content", producer -> producer.closeStream(StreamContent.text("z"))),
                call("append", producer -> {
                    for (int item = 0; item < 4; item++) {
                        producer.append(StreamContent.text("x".repeat(20)));
                    }
                }));
    }

    private static Arguments call(String name, Consumer<StreamProducer> call) {
        return Arguments.argumentSet(name, call);
    }

    @ParameterizedTest
    @MethodSource("callsThatWait")
    void returnsInTheCompletionOfAFuture(Consumer<StreamProducer> call) throws Exception {
        server.respondsByDefault(request -> stream.respond(request).after(released));
        StreamProducer producer = client.producer("chat", NARROW);
        CompletableFuture<Void> completion =
                producer.append(StreamContent.text("x".repeat(20))).thenAccept(batch -> call.accept(producer));
        CompletableFuture<Void> elsewhere = CompletableFuture.runAsync(producer::flush);
        released.countDown();
        completion.get(10, TimeUnit.SECONDS);
        elsewhere.get(10, TimeUnit.SECONDS);
        producer.close();
    }

    @ParameterizedTest
    @MethodSource("callsThatWait")
    void returnsInTheCompletionOfAFutureThatFailed(Consumer<StreamProducer> call) throws Exception {
        server.respondsByDefault(request -> stream.respond(request).after(released));
        StreamProducer producer = client.producer("chat", NARROW);
        CompletableFuture<Void> returned = new CompletableFuture<>();
        var unused = producer.append(StreamContent.text("poison")).whenComplete((batch, failure) -> {
            try {
                call.accept(producer);
            } catch (StreamException e) {
                // The flush reports the rejection.
                assertThat(e.status()).isEqualTo(400);
            } finally {
                returned.complete(null);
            }
        });
        released.countDown();
        returned.get(10, TimeUnit.SECONDS);
        producer.abandon();
    }

    @Test
    void flushDoesNotWaitForABlockedCompletion() throws Exception {
        StreamProducer producer =
                client.producer("chat", ProducerOptions.of("p").linger(Duration.ofMinutes(1)));
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch waits = new CountDownLatch(1);
        CompletableFuture<ProducedBatch> first = producer.append(StreamContent.text("a"));
        CompletableFuture<ProducedBatch> second = producer.append(StreamContent.text("b"));
        for (CompletableFuture<ProducedBatch> appended : List.of(first, second)) {
            appended.thenRun(() -> {
                if (waits.getCount() > 0) {
                    waits.countDown();
                    awaitQuietly(never);
                }
            });
        }
        CompletableFuture<Void> sending = CompletableFuture.runAsync(producer::flush);
        assertThat(waits.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture.runAsync(producer::flush).get(10, TimeUnit.SECONDS);
        assertThat(first).isDone();
        assertThat(second).isDone();
        never.countDown();
        sending.get(10, TimeUnit.SECONDS);
        producer.close();
    }

    @Test
    void futuresAreDoneWhenFlushReturns() {
        try (StreamProducer producer = client.producer("chat", SINGLE)) {
            for (int round = 0; round < 200; round++) {
                CompletableFuture<ProducedBatch> appended = producer.append(StreamContent.text("a"));
                producer.flush();
                assertThat(appended).isCompleted();
            }
        }
    }

    @Test
    void flushDoesNotWaitForLaterItems() throws Exception {
        CountDownLatch first = released;
        CountDownLatch second = new CountDownLatch(1);
        server.respondsByDefault(
                request -> stream.respond(request).after(request.text().equals("a") ? first : second));
        try (StreamProducer producer = client.producer("chat", SINGLE)) {
            producer.append(StreamContent.text("a"));
            Thread flushing = new Thread(producer::flush);
            flushing.start();
            Awaitility.await().until(() -> flushing.getState() == Thread.State.TIMED_WAITING);
            CompletableFuture<ProducedBatch> later = producer.append(StreamContent.text("b"));
            released.countDown();
            flushing.join(10_000);
            assertThat(flushing.isAlive()).isFalse();
            assertThat(later).isNotDone();
            second.countDown();
        }
        assertThat(stream.content()).containsExactly("a", "b");
    }

    @Test
    void eachFlushThatWaitsForARejectedBatchThrows() throws Exception {
        server.respondsByDefault(request -> stream.respond(request).after(released));
        try (StreamProducer producer = client.producer("chat", SINGLE.maxInFlight(1))) {
            producer.append(StreamContent.text("poison"));
            CompletableFuture<Throwable> one = flushing(producer);
            CompletableFuture<Throwable> other = flushing(producer);
            released.countDown();
            assertThat(one.get(10, TimeUnit.SECONDS)).isInstanceOf(StreamException.class);
            assertThat(other.get(10, TimeUnit.SECONDS)).isInstanceOf(StreamException.class);
            producer.flush();
        }
    }

    /** The outcome of a flush on another thread, which is blocked when this method returns. */
    private static CompletableFuture<Throwable> flushing(StreamProducer producer) {
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread thread = new Thread(() -> outcome.complete(thrown(producer::flush)));
        thread.start();
        Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return outcome;
    }

    @Test
    void anInterruptedCloseStreamKeepsTheStreamClosing() throws Exception {
        server.respondsByDefault(request -> request.header("Stream-Closed") == null
                ? stream.respond(request)
                : stream.respond(request).after(released));
        StreamProducer producer = client.producer("chat", SINGLE);
        Interrupted interrupted = Interrupted.by(() -> producer.closeStream(StreamContent.text("end")), server, 1);
        assertThat(interrupted.failure()).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> producer.append(StreamContent.text("late")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        released.countDown();
        assertThat(producer.closeStream().closed()).isTrue();
        producer.close();
        assertThat(stream.content()).containsExactly("end");
    }

    @Test
    void aRejectedCloseStreamKeepsTheProducerEvenAfterAnInterrupt() throws Exception {
        server.respondsByDefault(request -> stream.respond(request).after(released));
        StreamProducer producer = client.producer("chat", SINGLE);
        Interrupted interrupted = Interrupted.by(() -> producer.closeStream(StreamContent.text("poison")), server, 1);
        assertThat(interrupted.failure()).isInstanceOf(CancellationException.class);
        released.countDown();
        assertThatThrownBy(producer::flush).isInstanceOf(StreamException.class);
        producer.append(StreamContent.text("a"));
        assertThat(producer.closeStream(StreamContent.text("b")).closed()).isTrue();
        producer.close();
        assertThat(stream.content()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @MethodSource("callsThatWait")
    void anInterruptEndsEachWait(Consumer<StreamProducer> call) throws Exception {
        server.respondsByDefault(request -> stream.respond(request).after(released));
        StreamProducer producer = client.producer("chat", NARROW);
        CompletableFuture<ProducedBatch> appended = producer.append(StreamContent.text("x".repeat(20)));
        Interrupted interrupted = Interrupted.by(() -> call.accept(producer), server, 1);
        assertThat(interrupted.failure()).isInstanceOf(CancellationException.class);
        assertThat(interrupted.restored()).isTrue();
        released.countDown();
        assertThat(appended.get(10, TimeUnit.SECONDS).seq()).isZero();
        producer.abandon();
    }

    static Stream<Error> errors() {
        return Stream.of(
                new NoClassDefFoundError("com/example/Tokens"),
                new AssertionError("no token"),
                new OutOfMemoryError("Java heap space"),
                new StackOverflowError());
    }

    @ParameterizedTest
    @MethodSource("errors")
    void everyWaitEndsWithTheErrorOfASender(Error error) throws Exception {
        failing.set(error);
        StreamProducer producer = client.producer("chat", NARROW);
        CompletableFuture<ProducedBatch> appended = producer.append(StreamContent.text("x".repeat(20)));
        assertThat(within(() -> thrown(producer::flush))).isSameAs(error);
        assertThatThrownBy(() -> appended.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCause(error);
        assertThat(within(() -> thrown(() -> producer.append(StreamContent.text("y")))))
                .isInstanceOf(IllegalStateException.class)
                .hasCause(error);
        assertThat(within(() -> thrown(producer::closeStream)))
                .isInstanceOf(IllegalStateException.class)
                .hasCause(error);
        assertThat(within(() -> thrown(producer::close))).isNull();
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anAppendThatWaitsEndsWithTheErrorOfASender(Error error) throws Exception {
        server.respondsByDefault(request -> {
            failing.set(error);
            return ScriptedResponse.status(503).after(released);
        });
        StreamProducer producer = client.producer("chat", NARROW);
        producer.append(StreamContent.text("x".repeat(20)));
        CompletableFuture<Throwable> appending =
                CompletableFuture.supplyAsync(() -> thrown(() -> producer.append(StreamContent.text("y".repeat(20)))));
        CompletableFuture<Throwable> closing = CompletableFuture.supplyAsync(() -> thrown(producer::close));
        released.countDown();
        assertThat(closing.get(10, TimeUnit.SECONDS)).isSameAs(error);
        assertThat(appending.get(10, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closeStreamEndsWithTheErrorOfASender() throws Exception {
        failing.set(new AssertionError("no token"));
        StreamProducer producer = client.producer("chat", SINGLE);
        assertThat(within(() -> thrown(producer::closeStream))).isSameAs(failing.get());
        producer.abandon();
    }

    @Test
    void everyWaitEndsWhenThereAreTooManyThreads() throws Exception {
        Error error = new OutOfMemoryError("unable to create native thread");
        AtomicInteger threads = new AtomicInteger();
        StreamOperations operations = new StreamOperations(null, null, null, null);
        ThreadFactory factory = task -> {
            if (threads.getAndIncrement() > 0) {
                throw error;
            }
            return new Thread(task);
        };
        StreamProducer producer = new StreamProducer(
                new IdempotentProducer(StreamId.of("chat"), SINGLE, operations, factory), closed -> {});
        CompletableFuture<ProducedBatch> appended = producer.append(StreamContent.text("a"));
        assertThat(within(() -> thrown(producer::flush))).isSameAs(error);
        assertThat(appended).isCompletedExceptionally();
        assertThat(within(() -> thrown(producer::close))).isNull();
    }

    @Test
    void closeWaitsForAllItemsThatWereAppendedWithoutAnError() throws Exception {
        for (int round = 0; round < 10; round++) {
            StreamProducer producer =
                    client.producer("chat", SINGLE.epoch(round).maxBufferedBytes(10));
            List<CompletableFuture<ProducedBatch>> appended = new CopyOnWriteArrayList<>();
            Thread writer = new Thread(() -> {
                try {
                    while (true) {
                        appended.add(producer.append(StreamContent.text("a")));
                    }
                } catch (IllegalStateException e) {
                    assertThat(e).hasMessageContaining("closed");
                }
            });
            writer.start();
            Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> !appended.isEmpty());
            producer.close();
            List<CompletableFuture<ProducedBatch>> atTheEnd = List.copyOf(appended);
            writer.join(10_000);
            assertThat(writer.isAlive()).isFalse();
            assertThat(atTheEnd).allMatch(future -> future.isDone() && !future.isCompletedExceptionally());
            assertThat(appended).allMatch(CompletableFuture::isDone);
        }
    }

    private static Throwable thrown(Runnable call) {
        try {
            call.run();
            return null;
        } catch (Throwable e) {
            return e instanceof CompletionException ? e.getCause() : e;
        }
    }

    private static <T> T within(Supplier<T> call) throws Exception {
        return CompletableFuture.supplyAsync(call).get(10, TimeUnit.SECONDS);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
