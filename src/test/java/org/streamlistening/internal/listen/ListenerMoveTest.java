package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.deliver.DeliveryContext;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.testkit.ManualExecutor;
import org.streamlistening.internal.threads.Backoff;

/** A listener whose session ends, is saved, or moves to another server. */
class ListenerMoveTest {

    private static final StreamKey S = new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30));
    private static final StreamKey T = new StreamKey("t", LiveMode.LONG_POLL, Duration.ofSeconds(30));

    private final ManualExecutor steps = new ManualExecutor();
    private final ScriptedReaders server = new ScriptedReaders();
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> 0.5);
    private final Tails tails = new Tails(server, steps, steps, backoff);
    private final Recording recording = new Recording();
    private final List<String> received = recording.received;
    private final ListenerStateMachine listener = listener(ListenerSnapshot.NOTHING);

    private ListenerStateMachine listener(ListenerSnapshot snapshot) {
        Delivery delivery = new Delivery(DeliveryExecutor.of(steps), steps, Runnable::run, recording);
        return new ListenerStateMachine("", "key", snapshot, tails, steps, new ListenerLimits(3, backoff), delivery);
    }

    /** The progress in the stream that the listener reads. */
    private static DeliveryProgress progress(ListenerSnapshot snapshot) {
        return snapshot.progress().get(Objects.requireNonNull(snapshot.key()).streamId());
    }

    @Test
    void endsTheRequestWhenTheSessionEndsAndNotifiesNoObserver() {
        server.respondsWith("1", "a");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        received.clear();
        listener.abandon();
        steps.run();
        assertThat(received).isEmpty();
        assertThat(server.open).isZero();
        assertThat(tails.size()).isZero();
    }

    @Test
    void noCallAfterTheEndOfTheSessionReadsOrNotifies() {
        listener.listen(S, Policies.DEFAULTS, null);
        listener.block();
        listener.abandon();
        received.clear();
        listener.listen(T, Policies.DEFAULTS, null);
        listener.unblock();
        listener.resume();
        listener.reset();
        listener.listen(S, Policies.DEFAULTS, StreamPosition.BEGINNING);
        listener.stop();
        steps.advance(Duration.ofMinutes(1));
        assertThat(received).isEmpty();
        assertThat(server.requests).isEmpty();
        assertThat(server.open).isZero();
        assertThat(listener.status()).isEqualTo(StreamStatus.STOPPED);
        assertThat(listener.streamId()).isEqualTo("s");
    }

    @Test
    void aSerialisedListenerDoesNotResumeAfterTheEndOfItsSession() {
        ListenerStateMachine asleep = listener(new ListenerSnapshot(S, true, Policies.DEFAULTS, Map.of()));
        asleep.block();
        asleep.abandon();
        asleep.unblock();
        asleep.resume();
        steps.run();
        assertThat(received).isEmpty();
        assertThat(server.open).isZero();
    }

    /** The first listen notifies of its status before it returns. */
    @Test
    void aSessionThatEndsDuringListenEndsTheListener() {
        ListenerStateMachine[] ending = new ListenerStateMachine[1];
        Delivery delivery = new Delivery(
                DeliveryExecutor.of(steps),
                steps,
                new DeliveryContext() {
                    @Override
                    public void around(Runnable task) {
                        task.run();
                    }

                    @Override
                    public void onCallingThread(Runnable task) {
                        ending[0].abandon();
                        task.run();
                    }
                },
                recording);
        ending[0] = new ListenerStateMachine(
                "", "key", ListenerSnapshot.NOTHING, tails, steps, new ListenerLimits(0, backoff), delivery);
        ending[0].listen(S, Policies.DEFAULTS, null);
        steps.run();
        assertThat(server.open).isZero();
        assertThat(tails.size()).isZero();
    }

    @Test
    void continuesFromTheOffsetOfASnapshot() {
        server.respondsWith("1", "a");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        ListenerSnapshot snapshot = listener.snapshot();
        assertThat(snapshot.listening()).isTrue();
        listener.abandon();
        ListenerStateMachine restored = listener(snapshot);
        assertThat(restored.offset()).isEqualTo(Offset.of("1"));
        server.respondsWith("2", "b");
        restored.listen(S, Policies.DEFAULTS, null);
        steps.run();
        assertThat(received).endsWith("[b]->2", "b", "LIVE");
    }

    @Test
    void isSavedAsListeningWhenItsApplicationHasStopped() {
        server.respondsWith("1", "a");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        listener.suspend();
        steps.run();
        assertThat(server.open).isZero();
        assertThat(listener.serializedSnapshot().listening()).isTrue();
        assertThat(progress(listener.serializedSnapshot()).delivered().offset()).isEqualTo(Offset.of("1"));
        received.clear();
        server.respondsWith("2", "b");
        ListenerStateMachine restored = listener(listener.serializedSnapshot());
        restored.resume();
        steps.run();
        assertThat(received).containsExactly("CONNECTING", "CATCHING_UP", "[b]->2", "b", "LIVE");
    }

    @Test
    void isSavedAsListeningWhenItsApplicationHasStoppedBeforeItResumed() {
        listener.listen(S, Policies.DEFAULTS, null);
        ListenerStateMachine asleep = listener(listener.snapshot());
        asleep.suspend();
        assertThat(asleep.serializedSnapshot().listening()).isTrue();
    }

    @Test
    void isNotSavedAsListeningIfItWasStoppedBeforeItsApplication() {
        listener.listen(S, Policies.DEFAULTS, null);
        listener.stop();
        listener.suspend();
        assertThat(listener.serializedSnapshot().listening()).isFalse();
    }

    @Test
    void serialisesTheOffsetOfTheLastCheckpoint() {
        server.respondsWith("1", "a").respondsWith("2", "b").respondsWith("3", "c");
        recording.observer = word -> {
            if (word.equals("b")) {
                listener.checkpoint();
            }
        };
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        // While the observer of "b" ran, "b" was not delivered yet.
        assertThat(progress(listener.serializedSnapshot()).delivered().offset()).isEqualTo(Offset.of("1"));
        assertThat(progress(listener.snapshot()).delivered().offset()).isEqualTo(Offset.of("3"));
        assertThat(listener.serializedSnapshot().listening()).isTrue();
    }

    @Test
    void serialisesTheStartIfItIsAfterTheLastCheckpoint() {
        listener.checkpoint();
        server.respondsWith("1", "a");
        listener.listen(S, Policies.DEFAULTS, StreamPosition.at(Offset.of("0")));
        steps.run();
        assertThat(progress(listener.serializedSnapshot()).delivered().offset()).isEqualTo(Offset.of("0"));
    }

    @Test
    void serialisesTheNamedOffsetInPlaceOfNow() {
        server.respondsWith("7").respondsWith("8", "a");
        listener.listen(S, Policies.DEFAULTS, StreamPosition.at(Offset.NOW));
        steps.run();
        assertThat(progress(listener.serializedSnapshot()).delivered().offset()).isEqualTo(Offset.of("7"));
    }

    @Test
    void serialisesTheCheckpointOfAStreamThatItLeftSince() {
        server.respondsWith("1", "a");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        listener.checkpoint();
        server.respondsWith("2", "b");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        assertThat(listener.offset()).isEqualTo(Offset.of("2"));
        assertThat(progress(listener.serializedSnapshot()).delivered().offset()).isEqualTo(Offset.of("1"));
        listener.listen(T, Policies.DEFAULTS, null);
        assertThat(listener.serializedSnapshot().progress().get("s").delivered().offset())
                .isEqualTo(Offset.of("1"));
        assertThat(listener.snapshot().progress().get("s").delivered().offset()).isEqualTo(Offset.of("2"));
    }

    @Test
    void readsNothingWhileAnotherServerMayOwnItAndOnceAfterThat() {
        listener.block();
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        assertThat(server.requests).isEmpty();
        assertThat(received).containsExactly("CONNECTING");
        server.respondsWith("1", "a");
        listener.unblock();
        listener.unblock();
        steps.run();
        assertThat(server.requests).containsExactly("s@-1", "s@1");
        assertThat(received).containsExactly("CONNECTING", "CATCHING_UP", "[a]->1", "a", "LIVE");
    }

    @Test
    void aCallAfterTheListenerMovedHasNoEffect() {
        server.respondsWith("1", "a");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        received.clear();
        ListenerSnapshot elsewhere = listener.release();
        assertThat(elsewhere.listening()).isTrue();
        listener.listen(S, Policies.DEFAULTS, StreamPosition.BEGINNING);
        steps.run();
        assertThat(server.open).isZero();
        assertThat(received).containsExactly("CONNECTING");
    }

    @Test
    void anObserverRunningAtTheStopOfItsApplicationReceivesItsMessageAgain() {
        server.respondsWith("1", "a").respondsWith("2", "b");
        recording.observer = word -> {
            if (word.equals("b")) {
                suspendElsewhere();
            }
        };
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        assertThat(progress(listener.serializedSnapshot())).isEqualTo(DeliveryProgress.NONE);
        assertThat(listener.serializedSnapshot().listening()).isTrue();
    }

    private void suspendElsewhere() {
        Thread stopping = new Thread(listener::suspend);
        stopping.start();
        try {
            stopping.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
