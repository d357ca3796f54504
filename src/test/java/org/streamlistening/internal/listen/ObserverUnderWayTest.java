package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.streamlistening.LiveMode;
import org.streamlistening.StreamData;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.internal.listen.delivery.DeliveryLock;
import org.streamlistening.internal.testkit.ManualExecutor;

/** Calls of a listener while one of its observers has not returned. */
class ObserverUnderWayTest {

    private static final StreamKey S = new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30));
    private static final StreamKey T = new StreamKey("t", LiveMode.LONG_POLL, Duration.ofSeconds(30));

    private final ScriptedListeners listeners = new ScriptedListeners();
    private final ManualExecutor steps = listeners.steps;
    private final ScriptedReaders server = listeners.server;
    private final ResolvedObservers observers = new ResolvedObservers();
    private final List<String> received = new ArrayList<>();
    private final ListenerStateMachine listener = listener(ListenerSnapshot.NOTHING);

    private ListenerStateMachine listener(ListenerSnapshot snapshot) {
        return listeners.listener(snapshot, observers.forListener());
    }

    private void observe(String name, Runnable then) {
        observers.observe(StreamMessage.class, message -> {
            received.add(name + message.text());
            then.run();
        });
    }

    private static Runnable once(Runnable action) {
        AtomicBoolean first = new AtomicBoolean(true);
        return () -> {
            if (first.getAndSet(false)) {
                action.run();
            }
        };
    }

    private void listen(StreamKey key) {
        listener.listen(key, Policies.DEFAULTS, null);
    }

    @Test
    void anObserverThatRestoresItsInterruptAndListensReceivesNothingTwice() {
        observe("", once(() -> {
            Thread.currentThread().interrupt();
            listen(S);
        }));
        server.respondsWith("2", "a", "b").respondsWith("2", "a", "b");
        listen(S);
        steps.run();
        // It was for the observer, not for those of the next messages.
        assertThat(Thread.interrupted()).isFalse();
        assertThat(received).containsExactly("a", "b");
    }

    @Test
    void anInterruptedCallerTakesTheFreeLock() {
        observe("", () -> {});
        server.respondsWith("1", "a");
        Thread.currentThread().interrupt();
        listen(S);
        listener.stop();
        listen(S);
        assertThat(Thread.interrupted()).isTrue();
        steps.run();
        assertThat(received).containsExactly("a");
    }

    @Test
    void theSubscriptionOfAnInterruptedCallerBeginsWhenTheObserverReturns() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch called = new CountDownLatch(1);
        observe("", once(() -> {
            inside.countDown();
            await(called);
        }));
        server.respondsWith("2", "a", "b").respondsWith("2", "a", "b");
        listen(S);
        Thread delivering = new Thread(steps::run);
        delivering.start();
        await(inside);
        Thread.currentThread().interrupt();
        listen(S);
        assertThat(Thread.interrupted()).isTrue();
        called.countDown();
        delivering.join();
        assertThat(received).containsExactly("a", "b");
    }

    /** The time-out is shorter than {@link DeliveryLock#MAX_WAIT}. */
    @Test
    @Timeout(8)
    void replacingACopyDoesNotWaitForItsObserverButReadsAfterIt() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch returns = new CountDownLatch(1);
        observe("", once(() -> {
            inside.countDown();
            await(returns);
            received.add("returned");
        }));
        server.respondsWith("1", "a").respondsWith("1", "a");
        listen(S);
        ListenerSnapshot snapshot = new ListenerSnapshot(S, true, Policies.DEFAULTS, java.util.Map.of());
        Thread delivering = new Thread(steps::run);
        delivering.start();
        await(inside);
        ListenerStateMachine copy = listener(snapshot);
        copy.replace(listener);
        copy.resume();
        assertThat(copy.status()).isEqualTo(StreamStatus.CONNECTING);
        assertThat(server.requests).hasSize(1);
        returns.countDown();
        delivering.join();
        steps.run();
        assertThat(received).containsExactly("a", "returned", "a");
    }

    @Test
    void replacingACopyWhoseObserverHangsReadsAfterTenSeconds() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch returns = new CountDownLatch(1);
        observe("", once(() -> {
            inside.countDown();
            await(returns);
        }));
        server.respondsWith("1", "a").respondsWith("1", "a");
        listen(S);
        Thread delivering = new Thread(steps::run);
        delivering.start();
        await(inside);
        ListenerStateMachine copy = listener(new ListenerSnapshot(S, true, Policies.DEFAULTS, java.util.Map.of()));
        copy.replace(listener);
        copy.resume();
        steps.advance(Duration.ofSeconds(10));
        assertThat(copy.status()).isEqualTo(StreamStatus.LIVE);
        returns.countDown();
        delivering.join();
    }

    @Test
    void anObserverThatStopsReceivesTheMessageOnceAndTheOthersReceiveItLater() {
        observe("1", once(listener::stop));
        observe("2", () -> {});
        server.respondsWith("2", "a", "b").respondsWith("2", "a", "b");
        listen(S);
        steps.run();
        assertThat(received).containsExactly("1a");
        listen(S);
        steps.run();
        assertThat(received).containsExactly("1a", "2a", "1b", "2b");
    }

    /** For each of three observers and each call. */
    @ParameterizedTest
    @CsvSource({"1,stop", "2,stop", "3,stop", "1,listen", "2,listen", "3,listen", "1,both", "2,both", "3,both"})
    void eachObserverReceivesEachMessageOnce(int caller, String call) {
        for (int i = 1; i <= 3; i++) {
            observe(i + "", i == caller ? once(() -> act(call)) : () -> {});
        }
        server.respondsWith("2", "a", "b");
        listen(S);
        steps.run();
        server.respondsWith("2", "a", "b").respondsWith("2", "a", "b");
        listen(S);
        steps.run();
        assertThat(received).containsExactlyInAnyOrder("1a", "2a", "3a", "1b", "2b", "3b");
    }

    private void act(String call) {
        switch (call) {
            case "stop" -> listener.stop();
            case "listen" -> listen(S);
            default -> {
                listener.stop();
                listen(S);
                listener.stop();
            }
        }
    }

    @Test
    void anObserverThatListensElsewhereReceivesTheMessageOnceWhenTheListenerReturns() {
        observe("1", once(() -> listen(T)));
        observe("2", () -> {});
        server.respondsWith("2", "a", "b").respondsWith("1", "x");
        listen(S);
        steps.run();
        server.respondsWith("2", "a", "b");
        listen(S);
        steps.run();
        assertThat(received).containsExactly("1a", "1x", "2x", "2a", "1b", "2b");
    }

    @Test
    void anObserverThatStopsReceivesABatchOnceAndTheOthersReceiveItLater() {
        observers.observe(StreamData.class, data -> {
            received.add("1" + texts(data));
            if (data.messages().size() == 2) {
                listener.stop();
            }
        });
        observers.observe(StreamData.class, data -> received.add("2" + texts(data)));
        server.respondsWith("2", "a", "b").respondsWith("3", "a", "b", "c");
        listen(S);
        steps.run();
        listen(S);
        steps.run();
        assertThat(received).containsExactly("1[a, b]", "1[c]", "2[a, b, c]");
    }

    @Test
    void anObserverOfBytesReceivesOnlyTheRestWhenTheyAreSplitElsewhere() {
        observe("1", once(listener::stop));
        observe("2", () -> {});
        server.respondsWithBytes("4", "wxyz").respondsWithBytes("6", "wxyz12");
        listen(S);
        steps.run();
        listen(S);
        steps.run();
        assertThat(received).containsExactly("1wxyz", "112", "2wxyz12");
    }

    @Test
    void aMessageSkippedForOneObserverIsDeliveredToTheOthers() {
        observe("1", () -> {});
        observe("2", once(() -> {
            listener.stop();
            throw new IllegalStateException("and fails after that");
        }));
        observe("3", () -> {});
        server.respondsWith("1", "a").respondsWith("1", "a");
        listen(S);
        steps.run();
        listen(S);
        steps.run();
        assertThat(received).containsExactly("1a", "2a", "2a", "3a");
    }

    @Test
    void anExplicitOffsetDeliversToAllObserversAgain() {
        observe("1", once(listener::stop));
        observe("2", () -> {});
        server.respondsWith("1", "a").respondsWith("1", "a");
        listen(S);
        steps.run();
        listener.listen(S, Policies.DEFAULTS, StreamPosition.BEGINNING);
        steps.run();
        assertThat(received).containsExactly("1a", "1a", "2a");
    }

    @Test
    void remembersItsOffsetInAThousandOtherStreams() {
        visitStreams(1_001);
        server.requests.clear();
        visitStreams(1_001);
        assertThat(server.requests).hasSize(2 * 1_001).noneMatch(request -> request.endsWith("@-1"));
    }

    @Test
    void forgetsTheStreamThatItLeftFirstWhenItRemembersTooMany() {
        visitStreams(1_002);
        server.requests.clear();
        visitStreams(1);
        assertThat(server.requests).startsWith("s0@-1");
    }

    private void visitStreams(int count) {
        for (int i = 0; i < count; i++) {
            server.respondsWith("1");
            listen(new StreamKey("s" + i, LiveMode.LONG_POLL, Duration.ofSeconds(30)));
            steps.run();
        }
    }

    private static List<String> texts(StreamData data) {
        return data.messages().stream().map(StreamMessage::text).toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
