package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.streamlistening.DeliveryFailed;
import org.streamlistening.HistoryGonePolicy;
import org.streamlistening.LiveMode;
import org.streamlistening.Logged;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.Offset;
import org.streamlistening.StreamData;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.UndecodablePolicy;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.listen.delivery.UndeliveredMessage;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.testkit.ManualExecutor;
import org.streamlistening.internal.threads.Backoff;

/** Messages that observers cannot handle go to the dead letters, and the delivery goes on when they are written. */
@Timeout(30)
class DeadLetteringTest {

    private static final StreamKey S = new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30));
    private static final Policies POLICIES = new Policies(
            ObserverFailurePolicy.DEAD_LETTER,
            UndecodablePolicy.DEAD_LETTER,
            HistoryGonePolicy.FAIL,
            MissingStreamPolicy.FAIL);

    private final ManualExecutor steps = new ManualExecutor();
    private final ScriptedReaders server = new ScriptedReaders();
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> 0.5);
    private final ResolvedObservers observers = new ResolvedObservers();
    private final List<String> received = new ArrayList<>();
    private final Set<String> failing = new HashSet<>();
    private final List<String> letters = new ArrayList<>();
    private final List<RuntimeException> writerFails = new ArrayList<>();

    /** The results of the writer wait for the test. */
    private boolean writerWaits;

    private final List<Runnable> results = new ArrayList<>();
    private final ListenerStateMachine listener = listener(this::write);

    private ListenerStateMachine listener(DeadLetters writer) {
        return new ListenerStateMachine(
                "audit",
                "key",
                ListenerSnapshot.NOTHING,
                new Tails(server, steps, steps, backoff),
                steps,
                new ListenerLimits(2, backoff),
                new Delivery(DeliveryExecutor.of(steps), steps, Runnable::run, observers.forListener()),
                writer);
    }

    private void write(DeadLetters.Failure failure, Consumer<@Nullable RuntimeException> done) {
        RuntimeException fails = writerFails.isEmpty() ? null : writerFails.remove(0);
        if (fails instanceof StreamException || fails == null) {
            Runnable result = () -> done.accept(fails);
            if (fails == null) {
                failure.messages().forEach(message -> letters.add(letter(failure, message)));
            }
            if (writerWaits) {
                results.add(result);
            } else {
                steps.execute(result);
            }
        } else {
            throw fails;
        }
    }

    private static String letter(DeadLetters.Failure failure, UndeliveredMessage message) {
        return message.message().text() + " of " + failure.observer() + " x" + failure.attempts() + " at "
                + message.before().offset() + "+" + message.before().skip();
    }

    private void observeMessages(String observer) {
        observers.observe(StreamMessage.class, message -> receive(observer + message.text()));
    }

    private void observeBatches(String observer) {
        observers.observe(
                StreamData.class,
                data -> receive(observer
                        + String.join(
                                "+",
                                data.messages().stream()
                                        .map(StreamMessage::text)
                                        .toList())));
    }

    private void receive(String word) {
        if (failing.contains(word)) {
            throw new IllegalStateException("as scripted");
        }
        received.add(word);
    }

    private static StreamException failure(int status) {
        return new StreamException("scripted", "s.dead-letter", status, status == 503, null, null);
    }

    private void listen() {
        listener.listen(S, POLICIES, null);
        steps.run();
    }

    private void listenForAnHour() {
        listen();
        steps.advance(Duration.ofHours(1));
    }

    @Test
    void onlyTheObserverThatFailedMissesTheMessage() {
        observeMessages("1");
        observeMessages("2");
        observeMessages("3");
        failing.add("2b");
        server.respondsWith("2", "a", "b", "c");
        listenForAnHour();
        assertThat(received).containsExactly("1a", "2a", "3a", "1b", "3b", "1c", "2c", "3c");
        assertThat(letters).containsExactly("b of 1 x3 at -1+1");
        assertThat(listener.status()).isEqualTo(StreamStatus.LIVE);
    }

    @Test
    void eachObserverHasItsOwnRetriesAndItsOwnLetter() {
        observeMessages("1");
        observeMessages("2");
        failing.addAll(Set.of("1a", "2a"));
        observers.observe(DeliveryFailed.class, failed -> received.add(failed.consequence() + "" + failed.attempt()));
        server.respondsWith("2", "a");
        listenForAnHour();
        assertThat(letters).containsExactly("a of 0 x3 at -1+0", "a of 1 x3 at -1+0");
        assertThat(received)
                .containsExactly("RETRIED1", "RETRIED2", "DEAD_LETTERED3", "RETRIED1", "RETRIED2", "DEAD_LETTERED3");
    }

    @Test
    void aBatchBecomesOneLetterForEachMessage() {
        observeBatches("all ");
        observeMessages("1");
        failing.add("all a+b");
        server.respondsWith("2", "a", "b");
        listenForAnHour();
        assertThat(letters).containsExactly("a of 0 x3 at -1+0", "b of 0 x3 at -1+1");
        assertThat(received).containsExactly("1a", "1b");
    }

    @Test
    void anUndecodableMessageHasOneLetterAndNoRetries() {
        observers.observe(StreamMessage.class, message -> {
            if (message.text().equals("a")) {
                throw new UndecodableMessageException("no Token", new IllegalArgumentException());
            }
            received.add(message.text());
        });
        server.respondsWith("2", "a", "b");
        listen();
        assertThat(letters).containsExactly("a of 0 x1 at -1+0");
        assertThat(received).containsExactly("b");
    }

    @Test
    void deliversNothingWhileTheLetterIsWritten() {
        observeMessages("1");
        failing.add("1a");
        writerWaits = true;
        server.respondsWith("2", "a", "b");
        listenForAnHour();
        assertThat(received).isEmpty();
        results.remove(0).run();
        steps.run();
        assertThat(received).containsExactly("1b");
    }

    @Test
    void aStopEndsTheWaitAndTheMessageComesAgain() {
        observeMessages("1");
        observeMessages("2");
        failing.add("2a");
        writerWaits = true;
        server.respondsWith("2", "a", "b");
        listenForAnHour();
        listener.stop();
        results.remove(0).run();
        steps.run();
        assertThat(received).containsExactly("1a");
        assertThat(listener.status()).isEqualTo(StreamStatus.STOPPED);
        writerWaits = false;
        server.respondsWith("2", "a", "b");
        listenForAnHour();
        assertThat(received).containsExactly("1a", "1b", "2b");
        assertThat(letters).containsExactly("a of 1 x3 at -1+0", "a of 1 x3 at -1+0");
    }

    @Test
    void aLateResultSkipsNothingOfTheNextSubscription() {
        observeMessages("1");
        failing.add("1a");
        writerWaits = true;
        server.respondsWith("2", "a");
        listenForAnHour();
        failing.add("1x");
        server.respondsWith("9", "x", "y");
        listener.listen(S, POLICIES, StreamPosition.at(Offset.of("7")));
        steps.run();
        // The first attempt has failed, the next one follows.
        results.remove(0).run();
        failing.clear();
        steps.advance(Duration.ofHours(1));
        assertThat(received).containsExactly("1x", "1y");
    }

    @Test
    void retriesTransientFailuresOfTheWriterWithOneWarning() {
        observeMessages("1");
        failing.add("1a");
        writerFails.addAll(List.of(failure(503), new IllegalStateException("no thread"), failure(503)));
        server.respondsWith("2", "a", "b");
        try (Logged logged = Logged.warnings()) {
            listener.listen(S, POLICIES, null);
            steps.run();
            // The retries of the observer, then of the writer.
            steps.advance(Duration.ofMillis(151));
            assertThat(listener.status()).isEqualTo(StreamStatus.RETRYING);
            assertThat(received).isEmpty();
            steps.advance(Duration.ofHours(1));
            assertThat(logged.everything()).containsOnlyOnce("DS-050");
        }
        assertThat(received).containsExactly("1b");
        assertThat(letters).hasSize(1);
        assertThat(listener.status()).isEqualTo(StreamStatus.LIVE);
    }

    @Test
    void aStopEndsTheRetriesOfTheWriter() {
        observeMessages("1");
        failing.add("1a");
        server.respondsWith("2", "a", "b");
        writerFails.addAll(List.of(failure(503), failure(503), failure(503), failure(503), failure(503)));
        listener.listen(S, POLICIES, null);
        steps.run();
        steps.advance(Duration.ofMillis(151));
        listener.stop();
        steps.advance(Duration.ofHours(1));
        assertThat(writerFails).hasSize(4);
    }

    @Test
    void aRejectedLetterEndsTheListenerAtTheMessage() {
        observeMessages("1");
        observers.observe(StreamFailed.class, failed -> received.add(failed.httpStatus() + " " + failed.message()));
        failing.add("1b");
        writerFails.add(failure(403));
        server.respondsWith("2", "a", "b", "c");
        listenForAnHour();
        assertThat(received).hasSize(2);
        assertThat(received.get(1)).startsWith("403 DS-047: consumer 'audit' stops");
        assertThat(listener.status()).isEqualTo(StreamStatus.FAILED);
        assertThat(listener.position()).isEqualTo(new StreamPosition(Offset.BEGINNING, 1));
        server.respondsWith("2", "a", "b", "c");
        listenForAnHour();
        assertThat(letters).hasSize(1);
        assertThat(received).endsWith("1c");
    }

    @Test
    void aListenerWithoutDeadLettersFails() {
        observeMessages("1");
        observers.observe(StreamFailed.class, failed -> received.add(failed.message()));
        failing.add("1a");
        server.respondsWith("2", "a");
        ListenerStateMachine none = listener(DeadLetters.NONE);
        none.listen(S, POLICIES, null);
        steps.run();
        steps.advance(Duration.ofHours(1));
        assertThat(received).hasSize(1);
        assertThat(received.get(0)).contains("DS-046");
    }

    private CompletableFuture<Void> redeliver(String observer) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        listener.redeliver(
                "s",
                new UndeliveredMessage(
                        StreamMessage.of("z", "application/json"),
                        StreamPosition.at(Offset.of("5")),
                        new StreamPosition(Offset.of("5"), 1)),
                observer,
                result);
        return result;
    }

    @Test
    void redeliversToOneObserverWhileALetterWaits() {
        observeMessages("1");
        observeMessages("2");
        failing.add("2a");
        writerWaits = true;
        server.respondsWith("2", "a", "b");
        listenForAnHour();
        CompletableFuture<Void> result = redeliver("1");
        assertThat(result).isNotDone();
        steps.run();
        assertThat(result).isCompleted();
        results.remove(0).run();
        steps.run();
        assertThat(received).containsExactly("1a", "2z", "1b", "2b");
    }

    @Test
    void reportsTheFailureOfARedeliveryToItsCallerOnly() {
        observeMessages("1");
        failing.add("1z");
        CompletableFuture<Void> result = redeliver("0");
        steps.run();
        assertThat(result).isCompletedExceptionally();
        steps.advance(Duration.ofHours(1));
        assertThat(letters).isEmpty();
        assertThat(listener.status()).isEqualTo(StreamStatus.IDLE);
    }

    @Test
    void anEndedRedeliveryDoesNotBegin() {
        observeMessages("1");
        CompletableFuture<Void> result = redeliver("0");
        result.cancel(false);
        steps.run();
        assertThat(received).isEmpty();
    }

    @Test
    void redeliversToAllObserversOfMessagesIfTheNameIsUnknown() {
        observeBatches("all ");
        observeMessages("1");
        observeMessages("2");
        failing.add("1z");
        CompletableFuture<Void> result = redeliver("gone");
        steps.run();
        assertThat(received).containsExactly("2z");
        assertThat(result).isCompletedExceptionally();
    }
}
