package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.LiveMode;
import org.streamlistening.Logged;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.StreamStatusChanged;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.testkit.ManualExecutor;
import org.streamlistening.internal.threads.Backoff;

/** Many observers throw: the log has one stack for each reason. */
class FailureLogTest {

    private final ManualExecutor steps = new ManualExecutor();
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), () -> 0.5);
    private final Tails tails = new Tails((key, from) -> new OneMessage(from), steps, steps, backoff);
    private final Logged logged = Logged.warnings();

    @AfterEach
    void close() {
        logged.close();
    }

    /** Two messages in a stream that is closed. */
    private record OneMessage(StreamPosition from) implements StreamReader {

        @Override
        public StreamBatch next() {
            List<StreamMessage> messages = List.of(
                    StreamMessage.of("\"a\"", "application/json"), StreamMessage.of("\"b\"", "application/json"));
            return new StreamBatch(
                    from, messages.subList((int) from.skip(), 2), StreamPosition.at(Offset.of("2")), true, true);
        }

        @Override
        public void close() {}
    }

    private ListenerStateMachine listen(String session, String stream, Consumer<StreamMessage> observer) {
        ResolvedObservers observers = new ResolvedObservers();
        observers.observe(StreamMessage.class, observer);
        ListenerStateMachine listener = new ListenerStateMachine(
                "",
                session,
                ListenerSnapshot.NOTHING,
                tails,
                steps,
                new ListenerLimits(5, backoff),
                new Delivery(DeliveryExecutor.of(steps), steps, Runnable::run, observers.forListener()));
        listener.listen(new StreamKey(stream, LiveMode.LONG_POLL, Duration.ofSeconds(30)), Policies.DEFAULTS, null);
        return listener;
    }

    private long stacks() {
        return logged.everything()
                .lines()
                .filter(line -> line.startsWith("java.lang."))
                .count();
    }

    private static void poison(StreamMessage message) {
        throw new IllegalStateException("no room for " + System.identityHashCode(message));
    }

    private static void spoil(StreamMessage message) {
        throw new IllegalStateException("no room either for " + message.length());
    }

    @Test
    void logsOneStackForAnObserverThatThrowsInManySessions() {
        for (int i = 0; i < 20; i++) {
            listen("session " + i, "s", FailureLogTest::poison);
        }
        steps.run();
        steps.advance(Duration.ofMinutes(10));
        assertThat(stacks()).isEqualTo(1);
        assertThat(logged.sentences()).hasSize(4);
        assertThat(logged.sentences().get(0))
                .isEqualTo("an observer of stream 's' failed; the message is delivered again in 50ms");
        assertThat(logged.sentences().get(1))
                .startsWith("the listener gave up: an observer of stream 's' failed 6 times");
        assertThat(logged.sentences().get(2)).startsWith("19 more listeners gave up within 10s for the same reason");
        assertThat(logged.sentences().get(3))
                .startsWith(
                        "observers failed 99 more times within 1m in the same way, at 20 listeners, on stream 's'. The"
                                + " first failure was: java.lang.IllegalStateException: no room for ");
    }

    @Test
    void theFirstFailureOfAnotherReasonIsLoggedWithItsStack() {
        listen("first", "s", FailureLogTest::poison);
        steps.run();
        listen("second", "s", FailureLogTest::spoil);
        steps.run();
        assertThat(stacks()).isEqualTo(2);
        assertThat(logged.everything()).contains("no room for", "no room either for");
    }

    @Test
    void anObserverThatStillThrowsLaterIsLoggedAgain() {
        listen("first", "s", FailureLogTest::poison);
        steps.run();
        steps.advance(Duration.ofMinutes(2));
        listen("second", "s", FailureLogTest::poison);
        steps.run();
        assertThat(stacks()).isEqualTo(2);
    }

    @Test
    void distinguishesAFailedObserverFromAnUndecodableMessage() {
        listen("first", "poi", message -> {
            throw new UndecodableMessageException("DS-021: no Token", new IllegalArgumentException());
        });
        steps.run();
        listen("second", "boom", FailureLogTest::poison);
        steps.run();
        steps.advance(Duration.ofMinutes(2));
        assertThat(logged.sentences().stream().filter(line -> line.contains("gave up")))
                .hasSize(2)
                .anyMatch(line ->
                        line.startsWith("the listener gave up: DS-021: no Token; stream 'poi', message 1 after"))
                .anyMatch(line -> line.startsWith("the listener gave up: an observer of stream 'boom' failed 6 times"));
        assertThat(logged.sentences().stream().filter(line -> line.contains("DS-021")))
                .hasSize(1);
    }

    @Test
    void theMessageThatCannotBeDecodedIsCounted() {
        ListenerStateMachine listener = listen("first", "poi", message -> {
            if (message.text().contains("b")) {
                throw new UndecodableMessageException("DS-021: no Token", new IllegalArgumentException());
            }
        });
        steps.run();
        assertThat(listener.status()).isEqualTo(StreamStatus.FAILED);
        assertThat(logged.sentences())
                .containsExactly(
                        "the listener gave up: DS-021: no Token; stream 'poi', message 2 after offset -1. To go on"
                                + " after such a message, set onUndecodable to SKIP or RAW (durable-streams.on-undecodable)");
    }

    @Test
    void namesAConsumerOrAListener() {
        FailureLog log = new FailureLog(steps);
        log.gaveUp(FailureLog.Source.of("", "audit", "s"), "no such stream", new IllegalStateException("a"));
        log.gaveUp(FailureLog.Source.of("session", "chat", "s"), "no such stream", new IllegalArgumentException("b"));
        log.observerFailed(
                new StreamStatusChanged("audit", "", "s", Offset.BEGINNING, StreamStatus.IDLE, StreamStatus.LIVE, null),
                new UnsupportedOperationException("c"));
        assertThat(logged.sentences().get(0)).startsWith("consumer 'audit' gave up");
        assertThat(logged.sentences().get(1)).startsWith("listener 'chat' gave up");
        assertThat(logged.sentences().get(2)).contains("(consumer 'audit', stream 's')");
    }

    @Test
    void logsOneLineForEachReasonBeyondTheLimit() {
        FailureLog log = new FailureLog(steps);
        for (int i = 0; i < 200; i++) {
            StackTraceElement[] stack = {new StackTraceElement("Observer", "on", "Observer.java", i + 1)};
            IllegalStateException failure = new IllegalStateException("failure " + i);
            failure.setStackTrace(stack);
            log.observerFailed(
                    new StreamStatusChanged(
                            "", "key", "s", Offset.BEGINNING, StreamStatus.IDLE, StreamStatus.LIVE, null),
                    failure);
        }
        assertThat(logged.sentences()).hasSize(200);
        assertThat(stacks()).isEqualTo(100);
    }
}
