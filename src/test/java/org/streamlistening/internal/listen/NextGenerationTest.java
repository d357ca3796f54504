package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamData;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.internal.listen.delivery.DeliveryChannel;
import org.streamlistening.internal.listen.delivery.DeliveryTask;
import org.streamlistening.internal.listen.delivery.DeliveryToken;
import org.streamlistening.internal.listen.delivery.ObserverNotifier;
import org.streamlistening.internal.threads.Backoff;

/** The next generation begins while a batch of the last one is delivered: that batch must not move its position. */
class NextGenerationTest {

    private static final StreamKey S = new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30));

    private final ScriptedListeners listeners = new ScriptedListeners();
    private final Recording recording = new Recording();

    /** A listener without reads and deliveries. */
    private final ListenerCore core = new ListenerCore(
            "",
            "key",
            ListenerState.of(ListenerSnapshot.NOTHING),
            listeners.steps,
            new ListenerLimits(3, new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> 0.5)),
            new DeliveryChannel() {
                @Override
                public void deliver(DeliveryTask task) {}

                @Override
                public void notifyNow(StreamEvent event) {}
            },
            DeadLetters.NONE);

    private long listens(Offset from) {
        core.update(before -> before.listening(S, Policies.DEFAULTS, StreamPosition.at(from), 10));
        return core.state().generation();
    }

    private static StreamBatch batch(String from, String next, String... messages) {
        List<StreamMessage> content = Arrays.stream(messages)
                .map(text -> StreamMessage.of(text, "application/json"))
                .toList();
        return new StreamBatch(
                StreamPosition.at(Offset.of(from)), content, StreamPosition.at(Offset.of(next)), true, false);
    }

    /** As the thread of a delivery which has found its generation current before another thread called the listener. */
    private void deliversLate(long generation, StreamBatch batch) {
        BatchSteps steps = new BatchSteps(core, new ListenerEvents(core, "s"), batch, generation);
        while (steps.hasNext() && steps.runNext(recording)) {
            // Until an observer must not be notified.
        }
    }

    @Test
    void anEmptyBatchDoesNotMoveAListenerThatBeganElsewhere() {
        long last = listens(Offset.of("5"));
        listens(Offset.of("1"));
        deliversLate(last, batch("5", "9"));
        assertThat(core.offset()).isEqualTo(Offset.of("1"));
    }

    @Test
    void aBatchDoesNotMoveAListenerThatBeganAtTheBeginning() {
        long last = listens(Offset.of("5"));
        listens(Offset.BEGINNING);
        deliversLate(last, batch("5", "9", "a"));
        assertThat(core.offset()).isEqualTo(Offset.BEGINNING);
    }

    /** The last observer of the first batch forgets the stream, and follows it again. */
    private final class Resets implements ObserverNotifier {

        private final ListenerStateMachine listener = listeners.listener(ListenerSnapshot.NOTHING, this);
        private boolean reset;

        @Override
        public boolean notifyOf(StreamEvent event, DeliveryToken token) {
            if (!(event instanceof StreamData)) {
                return recording.notifyOf(event, token);
            }
            boolean unused = recording.notifyOf(event, token);
            if (!reset) {
                reset = true;
                listener.reset();
                listener.listen(S, Policies.DEFAULTS, null);
            }
            // All observers of the batch were notified.
            return true;
        }

        @Override
        public boolean notifyOf(StreamMessage message, DeliveryToken token) {
            return recording.notifyOf(message, token);
        }
    }

    @Test
    void aListenerThatAnObserverResetBeginsWithTheFirstBatch() {
        Resets observer = new Resets();
        listeners.server.respondsWith("2", "a", "b").respondsWith("2", "a", "b");
        observer.listener.listen(S, Policies.DEFAULTS, null);
        listeners.steps.run();
        assertThat(recording.received.stream().filter(word -> !word.equals(word.toUpperCase(Locale.ROOT))))
                .containsExactly("[a, b]->2", "[a, b]->2", "a", "b");
    }
}
