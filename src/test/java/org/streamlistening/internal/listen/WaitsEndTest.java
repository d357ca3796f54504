package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.streamlistening.HistoryGonePolicy;
import org.streamlistening.LiveMode;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.Offset;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.UndecodablePolicy;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.listen.delivery.DeliveryChannel;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.listen.delivery.DeliveryTask;
import org.streamlistening.internal.tail.ReadKey;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.testkit.ManualExecutor;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.internal.threads.Timer;

/** A waiting listener continues, or reports the reason, when the object of its wait fails. */
class WaitsEndTest {

    private static final StreamKey S = new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30));

    private final ManualExecutor steps = new ManualExecutor();
    private final ScriptedReaders server = new ScriptedReaders();
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> 0.5);
    private final Recording recording = new Recording();
    private final List<String> received = recording.received;
    private final List<Throwable> whenOpened = new ArrayList<>();
    private final List<Error> whenExecuted = new ArrayList<>();
    private final Executor io = task -> {
        if (!whenExecuted.isEmpty()) {
            throw whenExecuted.remove(0);
        }
        steps.execute(task);
    };
    private final List<Error> whenScheduled = new ArrayList<>();
    private final Timer timer = (delay, task) -> {
        if (!whenScheduled.isEmpty()) {
            throw whenScheduled.remove(0);
        }
        return steps.after(delay, task);
    };
    private final Tails tails = new Tails(this::open, io, timer, backoff);
    private final ListenerStateMachine listener = listener(ListenerSnapshot.NOTHING, steps);

    private StreamReader open(ReadKey key, StreamPosition from) {
        if (!whenOpened.isEmpty()) {
            throwIt(whenOpened.remove(0));
        }
        return server.open(key, from);
    }

    private static void throwIt(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) thrown;
    }

    private ListenerStateMachine listener(ListenerSnapshot snapshot, Executor container) {
        return listener(snapshot, new Delivery(DeliveryExecutor.of(container), steps, Runnable::run, recording));
    }

    private ListenerStateMachine listener(ListenerSnapshot snapshot, DeliveryChannel channel) {
        return new ListenerStateMachine("", "key", snapshot, tails, timer, new ListenerLimits(2, backoff), channel);
    }

    private void listen() {
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        steps.advance(Duration.ofHours(1));
    }

    @Test
    void resumesAlthoughTheClientCouldNotBeBuiltAtFirst() {
        listener.listen(S, Policies.DEFAULTS, null);
        ListenerStateMachine asleep = listener(listener.snapshot(), steps);
        listener.abandon();
        steps.run();
        received.clear();
        whenOpened.add(new IllegalStateException("the vault is sealed"));
        whenOpened.add(new NoClassDefFoundError("Vault"));
        server.respondsWith("1", "a");
        asleep.resume();
        steps.run();
        steps.advance(Duration.ofMinutes(1));
        assertThat(received).containsExactly("CONNECTING", "RETRYING", "CATCHING_UP", "[a]->1", "a", "LIVE");
    }

    @Test
    void continuesAfterAFullHeapAndHoldsNothingMeanwhile() {
        server.respondsWith("1", "a")
                .meanwhile(() -> throwIt(new OutOfMemoryError("as the test wants it")))
                .respondsWith("2", "b");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        assertThat(received).endsWith("LIVE", "RETRYING");
        assertThat(server.open).isZero();
        steps.advance(Duration.ofMinutes(1));
        assertThat(received).endsWith("RETRYING", "CATCHING_UP", "[b]->2", "b", "LIVE");
        assertThat(server.requests).containsExactly("s@-1", "s@1", "s@1", "s@2");
    }

    @Test
    void logsThatTheSupplierOfHeadersThrewAnError() {
        server.respondsWith("1", "a").meanwhile(() -> throwIt(new AssertionError("no token")));
        listen();
        assertThat(received.get(received.size() - 2)).isEqualTo("FAILED");
        assertThat(received.get(received.size() - 1)).startsWith("failed 0: ").contains("AssertionError: no token");
        assertThat(server.open).isZero();
    }

    @Test
    void triesAgainAtOnceIfTheTimerRejectsARetry() {
        whenOpened.add(new IllegalStateException("the vault is sealed"));
        whenScheduled.add(new InternalError("no timer, as the test wants it"));
        server.respondsWith("1", "a");
        listen();
        assertThat(received).contains("a").endsWith("LIVE");
    }

    @Test
    void goesOnAfterAPauseIfNeitherTimerNorThreadIsAvailableForARetry() {
        whenOpened.add(new IllegalStateException("the vault is sealed"));
        whenScheduled.add(new InternalError("no timer, as the test wants it"));
        server.respondsWith("1", "a");
        listener.listen(S, Policies.DEFAULTS, null);
        whenExecuted.add(new InternalError("no thread, as the test wants it"));
        steps.run();
        steps.advance(Duration.ofHours(1));
        assertThat(received).contains("a").endsWith("LIVE");
    }

    /** A failure without an event must at least be visible. */
    @Test
    void hasFailedIfNeitherThreadNorTimerIsAvailableForTheEvent() {
        DeliveryChannel full = new DeliveryChannel() {
            @Override
            public void deliver(DeliveryTask task) {
                throw new InternalError("no thread, as the test wants it");
            }

            @Override
            public void notifyNow(StreamEvent event) {
                // The start of the listener.
            }
        };
        ListenerStateMachine unlucky = listener(ListenerSnapshot.NOTHING, full);
        server.rejects(403);
        unlucky.listen(S, Policies.DEFAULTS, null);
        whenScheduled.add(new InternalError("no timer, as the test wants it"));
        whenScheduled.add(new InternalError("no timer, as the test wants it"));
        steps.run();
        assertThat(unlucky.status()).isEqualTo(StreamStatus.FAILED);
        assertThat(server.open).isZero();
    }

    /** A subscription that could not begin must leave the read that it has joined already. */
    @Test
    void leavesNothingOpenAlthoughTheTimerRejectedASubscriptionFromNowOn() {
        Policies fromNow = new Policies(
                ObserverFailurePolicy.RETRY,
                UndecodablePolicy.STOP,
                HistoryGonePolicy.FROM_NOW,
                MissingStreamPolicy.FAIL);
        server.rejects(410);
        listener.listen(S, fromNow, StreamPosition.at(Offset.of("1")));
        steps.run();
        server.respondsWith("9");
        whenScheduled.add(new InternalError("no timer, as the test wants it"));
        steps.advance(Duration.ofMinutes(1));
        assertThat(whenScheduled).isEmpty();
        assertThat(received).endsWith("LIVE");
        listener.stop();
        steps.run();
        assertThat(tails.size()).isZero();
        assertThat(server.open).isZero();
    }

    @Test
    void readsInPlaceOfACopyAlthoughTheTimerRejectsTheLimitOfTheWait() {
        server.respondsWith("1", "a");
        listen();
        server.respondsWith("2", "b");
        ListenerStateMachine copy = listener(listener.snapshot(), steps);
        whenScheduled.add(new InternalError("no timer, as the test wants it"));
        copy.replace(listener);
        copy.resume();
        steps.advance(Duration.ofHours(1));
        assertThat(copy.status()).isEqualTo(StreamStatus.LIVE);
    }

    /** An exception of the supplier of headers looks like the end of a closed reader. */
    @Test
    void continuesAfterACancellationThatIsNotThatOfTheRead() {
        server.respondsWith("1", "a")
                .meanwhile(() -> throwIt(new CancellationException("the token service stopped")))
                .meanwhile(() -> throwIt(new CancellationException("and is not back yet")))
                .respondsWith("2", "b");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        steps.advance(Duration.ofMinutes(1));
        assertThat(received)
                .containsExactly(
                        "CONNECTING",
                        "CATCHING_UP",
                        "[a]->1",
                        "a",
                        "LIVE",
                        "RETRYING",
                        "CATCHING_UP",
                        "[b]->2",
                        "b",
                        "LIVE");
    }

    /** Thrown by languages without checked exceptions. */
    @Test
    void logsACheckedExceptionThatIsNotDeclared() {
        server.respondsWith("1", "a")
                .meanwhile(() -> WaitsEndTest.<RuntimeException>throwChecked(new TimeoutException("no token")));
        listen();
        assertThat(received.get(received.size() - 2)).isEqualTo("FAILED");
        assertThat(received.get(received.size() - 1)).startsWith("failed 0: ").contains("TimeoutException: no token");
        assertThat(server.open).isZero();
    }

    @Test
    void thePolicyEndsACheckedExceptionOfAnObserver() {
        recording.observer = word -> {
            received.add("tried " + word);
            WaitsEndTest.<RuntimeException>throwChecked(new TimeoutException("no room"));
        };
        server.respondsWith("1", "a");
        listen();
        assertThat(received.stream().filter("tried a"::equals)).hasSize(3);
        assertThat(listener.status()).isEqualTo(StreamStatus.FAILED);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Exception> void throwChecked(Exception thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void continuesWhenAThreadIsAvailableAgain() {
        whenExecuted.add(new OutOfMemoryError("unable to create native thread"));
        whenExecuted.add(new OutOfMemoryError("unable to create native thread"));
        server.respondsWith("1", "a");
        listen();
        assertThat(received).containsExactly("CONNECTING", "RETRYING", "CATCHING_UP", "[a]->1", "a", "LIVE");
    }

    @Test
    void theContainersErrorsDoNotEndADelivery() {
        List<Error> errors = new ArrayList<>(List.of(new NoClassDefFoundError("as the test wants it")));
        ListenerStateMachine late = listener(ListenerSnapshot.NOTHING, task -> {
            if (!errors.isEmpty()) {
                throw errors.remove(0);
            }
            steps.execute(task);
        });
        server.respondsWith("1", "a");
        late.listen(S, Policies.DEFAULTS, null);
        steps.run();
        steps.advance(Duration.ofMinutes(1));
        assertThat(received).containsExactly("CONNECTING", "CATCHING_UP", "[a]->1", "a", "LIVE");
    }

    @Test
    void isLiveAtOnceAtTheHeadOfAnIdleStreamThatOthersRead() {
        server.respondsWith("1", "a").respondsWith("1", "a");
        listener.listen(S, Policies.DEFAULTS, null);
        ListenerStateMachine other = listener(ListenerSnapshot.NOTHING, steps);
        other.listen(S, Policies.DEFAULTS, null);
        steps.run();
        other.stop();
        int requests = server.requests.size();
        received.clear();
        other.listen(S, Policies.DEFAULTS, null);
        steps.run();
        assertThat(received).containsExactly("CONNECTING", "LIVE");
        assertThat(server.requests).hasSize(requests);
    }

    @Test
    void reportsRetryingWhenItJoinsAnInterruptedRead() {
        Recording late = new Recording();
        ListenerStateMachine other = listener(
                ListenerSnapshot.NOTHING, new Delivery(DeliveryExecutor.of(steps), steps, Runnable::run, late));
        server.respondsWith("1", "a")
                .respondsWith("1", "a")
                .drops()
                .drops()
                .meanwhile(() -> other.listen(S, Policies.DEFAULTS, null))
                .drops()
                .respondsWith("1");
        listener.listen(S, Policies.DEFAULTS, null);
        other.listen(S, Policies.DEFAULTS, null);
        steps.run();
        other.stop();
        late.received.clear();
        steps.advance(Duration.ofMinutes(1));
        assertThat(late.received).containsExactly("CONNECTING", "RETRYING", "LIVE");
    }
}
