package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import jakarta.json.bind.JsonbBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.DeliveryFailed;
import org.streamlistening.HistoryGonePolicy;
import org.streamlistening.LiveMode;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamStatus;
import org.streamlistening.UndecodablePolicy;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.deliver.Payloads;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.testkit.ManualExecutor;
import org.streamlistening.internal.threads.Backoff;

/** The policy applies to a message that is nested too deep for a decoder, and the stream goes on. */
class DeepMessagesTest {

    private static final StreamKey S = new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30));
    private static final int DEEP = 1_100;

    private final ManualExecutor steps = new ManualExecutor();
    private final ScriptedReaders server = new ScriptedReaders();
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> 0.5);
    private final ResolvedObservers observers = new ResolvedObservers();
    private final List<String> received = new ArrayList<>();

    private ListenerStateMachine listen(UndecodablePolicy policy, int maxNesting) {
        Payloads payloads = new Payloads(
                List.of(StreamMessage.class, JsonValue.class, Token.class), JsonbBuilder.create(), maxNesting);
        ListenerStateMachine listener = new ListenerStateMachine(
                "",
                "key",
                ListenerSnapshot.NOTHING,
                new Tails(server, steps, steps, backoff),
                steps,
                new ListenerLimits(3, backoff),
                new Delivery(DeliveryExecutor.of(steps), steps, Runnable::run, observers.forListener(payloads)));
        Policies policies =
                new Policies(ObserverFailurePolicy.RETRY, policy, HistoryGonePolicy.FAIL, MissingStreamPolicy.FAIL);
        listener.listen(S, policies, null);
        steps.run();
        steps.advance(Duration.ofHours(1));
        return listener;
    }

    public static final class Token {
        public int word;
    }

    private void script(String deep) {
        observers.observe(StreamMessage.class, message -> received.add("raw " + message.length()));
        observers.observe(JsonValue.class, value -> received.add("value"));
        observers.observe(Token.class, token -> received.add("token " + token.word));
        observers.observe(DeliveryFailed.class, failed -> received.add(failed.consequence() + "@" + failed.offset()));
        observers.observe(StreamFailed.class, failed -> received.add(failed.message()));
        server.respondsWith("1", "{\"word\":1}").respondsWith("3", deep, "{\"word\":2}");
    }

    private static String deep(String shape) {
        return switch (shape) {
            case "arrays" -> "{\"word\":2,\"x\":" + "[".repeat(DEEP) + "]".repeat(DEEP) + "}";
            case "objects" -> "{\"a\":".repeat(DEEP) + "1" + "}".repeat(DEEP);
            case "mixed" -> "[{\"\\\"\":".repeat(DEEP / 2) + "1" + "}]".repeat(DEEP / 2);
            default -> throw new IllegalArgumentException(shape);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"arrays", "objects", "mixed"})
    void isSkipped(String shape) {
        script(deep(shape));
        ListenerStateMachine listener = listen(UndecodablePolicy.SKIP, Payloads.DEFAULT_MAX_NESTING);
        assertThat(received).containsExactly("raw 10", "value", "token 1", "SKIPPED@1", "raw 10", "value", "token 2");
        assertThat(listener.status()).isEqualTo(StreamStatus.LIVE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"arrays", "objects", "mixed"})
    void isDeliveredRaw(String shape) {
        String deep = deep(shape);
        script(deep);
        ListenerStateMachine listener = listen(UndecodablePolicy.RAW, Payloads.DEFAULT_MAX_NESTING);
        assertThat(received)
                .containsExactly(
                        "raw 10",
                        "value",
                        "token 1",
                        "DELIVERED_RAW@1",
                        "raw " + deep.length(),
                        "raw 10",
                        "value",
                        "token 2");
        assertThat(listener.status()).isEqualTo(StreamStatus.LIVE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"arrays", "objects", "mixed"})
    void stopsTheListenerWithTheKeyOfTheLimit(String shape) {
        script(deep(shape));
        ListenerStateMachine listener = listen(UndecodablePolicy.STOP, Payloads.DEFAULT_MAX_NESTING);
        assertThat(received).hasSize(5).startsWith("raw 10", "value", "token 1", "STOPPED@1");
        assertThat(received.get(4))
                .contains("DS-021", "durable-streams.max-nesting", "stream 's', message 1 after offset 1");
        assertThat(listener.status()).isEqualTo(StreamStatus.FAILED);
    }

    @Test
    void isDecodedBelowALimitThatIsRaised() {
        String deep = deep("arrays");
        observers.observe(JsonValue.class, value -> received.add("value"));
        server.respondsWith("1", deep);
        ListenerStateMachine listener = listen(UndecodablePolicy.STOP, 2 * DEEP);
        assertThat(received).containsExactly("value");
        assertThat(listener.status()).isEqualTo(StreamStatus.LIVE);
    }
}
