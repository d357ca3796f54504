package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.testkit.ManualExecutor;
import org.streamlistening.internal.threads.Backoff;

/** Listeners that begin at the end of a stream which another listener reads, or reads no more. */
class FromNowTest {

    private static final StreamKey S = new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30));

    private final ManualExecutor steps = new ManualExecutor();
    private final ManualExecutor observers = new ManualExecutor();
    private final ScriptedReaders server = new ScriptedReaders();
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> 0.5);
    private final Tails tails = new Tails(server, steps, steps, backoff, steps::nanoTime);

    private final Recording first = new Recording();
    private final Recording second = new Recording();

    private ListenerStateMachine listener(Recording recording) {
        Delivery delivery = new Delivery(DeliveryExecutor.of(observers), steps, Runnable::run, recording);
        return new ListenerStateMachine(
                "", "key", ListenerSnapshot.NOTHING, tails, steps, new ListenerLimits(3, backoff), delivery);
    }

    private ListenerStateMachine listensFromNow(Recording recording) {
        ListenerStateMachine listener = listener(recording);
        listener.listen(S, Policies.DEFAULTS, StreamPosition.at(Offset.NOW));
        return listener;
    }

    private void run() {
        for (int i = 0; i < 10; i++) {
            steps.run();
            observers.run();
        }
    }

    /** A listener that is live at offset 5, while its read waits for data. */
    private ListenerStateMachine live() {
        server.respondsWith("5");
        ListenerStateMachine listener = listensFromNow(first);
        run();
        assertThat(first.received).containsExactly("CONNECTING", "LIVE");
        assertThat(server.requests).containsExactly("s@now", "s@5");
        return listener;
    }

    @Test
    void joinsAWaitingReadWithoutARequest() {
        live();
        steps.advance(Duration.ofMinutes(10));
        ListenerStateMachine listener = listensFromNow(second);
        assertThat(listener.offset()).isEqualTo(Offset.of("5"));
        assertThat(listener.status()).isEqualTo(StreamStatus.CONNECTING);
        run();
        assertThat(second.received).containsExactly("CONNECTING", "LIVE");
        assertThat(server.open).isEqualTo(1);
        assertThat(server.requests).containsExactly("s@now", "s@5");
    }

    @Test
    void sharesTheFirstRequestWithOthersThatBeginBeforeItsResponse() {
        List<Recording> all =
                IntStream.range(0, 100).mapToObj(i -> new Recording()).toList();
        server.respondsWith("5").respondsWith("6", "a");
        all.forEach(this::listensFromNow);
        run();
        assertThat(all)
                .allSatisfy(one -> assertThat(one.received).containsExactly("CONNECTING", "LIVE", "[a]->6", "a"));
        assertThat(server.requests).containsExactly("s@now", "s@5", "s@6");
        assertThat(server.open).isEqualTo(1);
    }

    /** The messages after the head arrive although the delivery of the first event takes long. */
    @Test
    void missesNoMessageAfterTheCall() {
        live();
        ListenerStateMachine listener = listensFromNow(second);
        // Nothing is delivered to the second one yet, and the read of the first one goes on.
        server.respondsWith("6", "a").respondsWith("7", "b").wake();
        run();
        assertThat(second.received.stream().filter(text -> text.length() == 1)).containsExactly("a", "b");
        assertThat(listener.offset()).isEqualTo(Offset.of("7"));
    }

    @Test
    void resumesAtTheHeadIfItIsStoppedBeforeTheFirstEvent() {
        live();
        ListenerStateMachine listener = listensFromNow(second);
        listener.stop();
        server.respondsWith("6", "a").wake();
        listener.listen(S, Policies.DEFAULTS, null);
        run();
        assertThat(second.received).endsWith("a");
    }

    /** While the only observer is busy nothing is read: the stream may have grown for long. */
    @Test
    void sendsARequestIfTheOtherListenersHaveBeenBusyForLonger() {
        server.respondsWith("5").respondsWith("6", "a");
        listensFromNow(first);
        steps.run();
        observers.run();
        steps.run();
        // The observer of message a is busy now.
        assertThat(server.requests).containsExactly("s@now", "s@5");
        steps.advance(Duration.ofMillis(1_001));
        server.respondsWith("9");
        ListenerStateMachine listener = listensFromNow(second);
        assertThat(listener.offset()).isEqualTo(Offset.NOW);
        run();
        assertThat(server.requests).startsWith("s@now", "s@5", "s@now");
        assertThat(second.received).containsExactly("CONNECTING", "LIVE");
        assertThat(listener.offset()).isEqualTo(Offset.of("9"));
    }

    @Test
    void joinsAtTheHeadThatAResponseJustConfirmed() {
        server.respondsWith("5").respondsWith("6", "a");
        listensFromNow(first);
        steps.run();
        observers.run();
        steps.run();
        steps.advance(Duration.ofSeconds(1));
        assertThat(listensFromNow(second).offset()).isEqualTo(Offset.of("6"));
    }

    /** The read that waits began long after the last response: what it brings may be old. */
    @Test
    void sendsARequestIfTheWaitingReadBeganLate() {
        server.respondsWith("5").respondsWith("6", "a");
        listensFromNow(first);
        steps.run();
        observers.run();
        steps.run();
        steps.advance(Duration.ofMinutes(1));
        // The observer of message a returns, and the next read begins.
        observers.run();
        assertThat(listensFromNow(second).offset()).isEqualTo(Offset.NOW);
    }

    @Test
    void sendsARequestWhileTheReadIsRetried() {
        server.respondsWith("5").drops().drops();
        listensFromNow(first);
        run();
        assertThat(first.received).containsExactly("CONNECTING", "LIVE", "RETRYING");
        server.respondsWith("9");
        ListenerStateMachine listener = listensFromNow(second);
        assertThat(listener.offset()).isEqualTo(Offset.NOW);
        run();
        assertThat(listener.offset()).isEqualTo(Offset.of("9"));
    }

    /** The first failure is retried at once, and the listeners get no event of it. */
    @Test
    void sendsARequestWhileTheReadIsRetriedForTheFirstTime() {
        live();
        List<Offset> begun = new ArrayList<>();
        server.drops()
                .meanwhile(() -> begun.add(listensFromNow(second).offset()))
                .respondsWith("9", "old")
                .wake();
        run();
        assertThat(begun).containsExactly(Offset.NOW);
        assertThat(first.received).endsWith("old").doesNotContain("RETRYING");
    }

    @Test
    void joinsAgainAfterTheReadHasRecovered() {
        server.respondsWith("5").drops().drops().respondsWith("5");
        listensFromNow(first);
        run();
        steps.advance(Duration.ofMillis(500));
        run();
        assertThat(first.received).endsWith("RETRYING", "LIVE");
        assertThat(listensFromNow(second).offset()).isEqualTo(Offset.of("5"));
    }

    @Test
    void aMissingStreamFailsAllThatShareTheRequest() {
        server.failsWith(new StreamException("no stream", "s", 404, false, null, null));
        listensFromNow(first);
        listensFromNow(second);
        run();
        assertThat(first.received).contains("FAILED");
        assertThat(second.received).contains("FAILED");
        assertThat(tails.size()).isZero();
        assertThat(server.open).isZero();
    }

    @Test
    void aClosedStreamCompletesAllThatShareTheRequest() {
        server.closes("5");
        listensFromNow(first);
        listensFromNow(second);
        run();
        assertThat(first.received).containsExactly("CONNECTING", "COMPLETED", "completed@5");
        assertThat(second.received).isEqualTo(first.received);
        assertThat(server.requests).containsExactly("s@now");
        assertThat(tails.size()).isZero();
        assertThat(server.open).isZero();
    }

    @Test
    void theSecondListenerGetsTheResponseThatTheFirstOneWaitedFor() {
        ListenerStateMachine stopped = listensFromNow(first);
        ListenerStateMachine listener = listensFromNow(second);
        stopped.stop();
        server.respondsWith("5").respondsWith("6", "a");
        run();
        assertThat(second.received).containsExactly("CONNECTING", "LIVE", "[a]->6", "a");
        listener.reset();
        run();
        assertThat(tails.size()).isZero();
        assertThat(server.open).isZero();
    }

    @Test
    void aListenerThatBeginsDuringTheFirstRequestMissesNothing() {
        server.meanwhile(() -> listensFromNow(second)).respondsWith("5").respondsWith("6", "a");
        listensFromNow(first);
        run();
        assertThat(first.received).containsExactly("CONNECTING", "LIVE", "[a]->6", "a");
        assertThat(second.received).isEqualTo(first.received);
        assertThat(server.open).isEqualTo(1);
    }

    @Test
    void allThatShareTheFirstRequestAreRetryingWhileItFails() {
        server.drops().drops().respondsWith("5");
        listensFromNow(first);
        listensFromNow(second);
        run();
        assertThat(second.received).containsExactly("CONNECTING", "RETRYING");
        Recording third = new Recording();
        listensFromNow(third);
        run();
        assertThat(third.received).containsExactly("CONNECTING", "RETRYING");
        steps.advance(Duration.ofSeconds(1));
        run();
        assertThat(first.received).containsExactly("CONNECTING", "RETRYING", "LIVE");
        assertThat(second.received).isEqualTo(first.received);
        assertThat(third.received).isEqualTo(first.received);
        assertThat(server.open).isEqualTo(1);
    }

    @Test
    void aResetInTheMiddleOfTheFirstRequestLeavesNothingOpen() {
        ListenerStateMachine listener = listensFromNow(first);
        server.meanwhile(listener::reset).respondsWith("5");
        run();
        assertThat(tails.size()).isZero();
        assertThat(server.open).isZero();
        assertThat(first.received).containsExactly("CONNECTING", "IDLE");
    }

    @Test
    void aFirstResponseWithMessagesIsForAllThatShareIt() {
        server.respondsPartlyWith("5", "a").respondsWith("6", "b");
        listensFromNow(first);
        listensFromNow(second);
        run();
        assertThat(second.received).contains("a", "b").endsWith("b", "LIVE");
        assertThat(second.received).isEqualTo(first.received);
        assertThat(server.open).isEqualTo(1);
    }
}
