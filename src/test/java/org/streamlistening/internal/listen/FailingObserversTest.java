package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.streamlistening.DeliveryFailed;
import org.streamlistening.HistoryGonePolicy;
import org.streamlistening.LiveMode;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.StreamData;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamStatus;
import org.streamlistening.StreamStatusChanged;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.UndecodablePolicy;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.testkit.ManualExecutor;
import org.streamlistening.internal.threads.Backoff;

/** Several observers of one type, as CDI resolves them, of which one fails. */
@Timeout(30)
class FailingObserversTest {

    private static final StreamKey S = new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30));

    private final ManualExecutor steps = new ManualExecutor();
    private final ScriptedReaders server = new ScriptedReaders();
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> 0.5);
    private final ResolvedObservers observers = new ResolvedObservers();
    private final List<String> received = new ArrayList<>();
    private final ListenerStateMachine listener = new ListenerStateMachine(
            "",
            "key",
            ListenerSnapshot.NOTHING,
            new Tails(server, steps, steps, backoff),
            steps,
            new ListenerLimits(3, backoff),
            new Delivery(DeliveryExecutor.of(steps), steps, Runnable::run, observers.forListener()));

    private <T> void observe(Class<T> type, Consumer<T> action) {
        observers.observe(type, action);
    }

    private void receive(String observer, StreamData data) {
        received.add(
                observer + data.messages().stream().map(StreamMessage::text).toList());
    }

    private static void fail(boolean now, Throwable failure) {
        if (now && failure instanceof Error error) {
            throw error;
        }
        if (now && failure instanceof RuntimeException exception) {
            throw exception;
        }
    }

    private void listen(ObserverFailurePolicy policy) {
        listen(policy, UndecodablePolicy.STOP);
    }

    private void listen(ObserverFailurePolicy policy, UndecodablePolicy undecodable) {
        listener.listen(S, new Policies(policy, undecodable, HistoryGonePolicy.FAIL, MissingStreamPolicy.FAIL), null);
        steps.run();
        steps.advance(Duration.ofHours(1));
    }

    @Test
    void deliversABatchAgainOnlyToTheObserverThatThrew() {
        int[] failures = {2};
        observe(StreamData.class, data -> receive("first", data));
        observe(StreamData.class, data -> {
            fail(failures[0]-- > 0, new IllegalStateException("not yet"));
            receive("second", data);
        });
        observe(StreamData.class, data -> receive("third", data));
        observe(StreamMessage.class, message -> received.add(message.text()));
        server.respondsWith("2", "a", "b");
        listen(ObserverFailurePolicy.RETRY);
        assertThat(received).containsExactly("first[a, b]", "second[a, b]", "third[a, b]", "a", "b");
        assertThat(listener.status()).isEqualTo(StreamStatus.LIVE);
    }

    @Test
    void skipsABatchOnlyForTheObserverThatThrew() {
        observe(StreamData.class, data -> receive("first", data));
        observe(StreamData.class, data -> fail(true, new IllegalStateException("never")));
        observe(StreamData.class, data -> receive("third", data));
        observe(StreamMessage.class, message -> received.add(message.text()));
        observe(DeliveryFailed.class, failed -> received.add(failed.consequence() + " " + failed.attempt()));
        server.respondsWith("2", "a", "b");
        listen(ObserverFailurePolicy.SKIP);
        assertThat(received).containsExactly("first[a, b]", "SKIPPED 1", "third[a, b]", "a", "b");
        assertThat(listener.status()).isEqualTo(StreamStatus.LIVE);
    }

    @Test
    void skipsAnObserverThatCannotDecodeAndDeliversRawToTheOthers() {
        RuntimeException undecodable = new UndecodableMessageException("not mine", new IllegalArgumentException());
        observe(StreamMessage.class, message -> fail(message.text().equals("a"), undecodable));
        observe(StreamMessage.class, message -> received.add(message.text()));
        observe(DeliveryFailed.class, failed -> received.add(failed.consequence() + " " + failed.attempt()));
        server.respondsWith("2", "a", "b");
        listen(ObserverFailurePolicy.RETRY, UndecodablePolicy.RAW);
        assertThat(received).containsExactly("DELIVERED_RAW 1", "a", "b");
        assertThat(listener.status()).isEqualTo(StreamStatus.LIVE);
    }

    @Test
    void anErrorOfAnObserverOfEventsHasNoEffect() {
        observe(StreamEvent.class, event -> fail(!(event instanceof StreamData), new AssertionError(event)));
        observe(
                StreamStatusChanged.class,
                change -> received.add(change.status().name()));
        observe(DeliveryFailed.class, failed -> received.add(failed.consequence() + " " + failed.attempt()));
        boolean[] first = {true};
        observe(StreamMessage.class, message -> {
            boolean now = first[0];
            first[0] = false;
            fail(now, new IllegalStateException("not yet"));
            received.add(message.text());
        });
        server.closes("2", "a", "b");
        listen(ObserverFailurePolicy.RETRY);
        assertThat(received)
                .containsExactly("CONNECTING", "CATCHING_UP", "RETRIED 1", "RETRYING", "a", "b", "COMPLETED");
    }
}
