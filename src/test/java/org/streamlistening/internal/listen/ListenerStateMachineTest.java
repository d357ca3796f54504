package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.testkit.ManualExecutor;
import org.streamlistening.internal.threads.Backoff;

class ListenerStateMachineTest {

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

    @Test
    void deliversTheHistoryAndThenNewMessages() {
        server.respondsWith("2", "a", "b").respondsWith("3", "c");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        assertThat(received).containsExactly("CONNECTING", "CATCHING_UP", "[a, b]->2", "a", "b", "LIVE", "[c]->3", "c");
        assertThat(server.requests).containsExactly("s@-1", "s@2", "s@3");
        assertThat(listener.offset()).isEqualTo(Offset.of("3"));
    }

    @Test
    void isLiveAtOnceInAnEmptyStream() {
        server.respondsWith("0");
        listener.listen(S, Policies.DEFAULTS, null);
        assertThat(listener.status()).isEqualTo(StreamStatus.CONNECTING);
        steps.run();
        assertThat(received).containsExactly("CONNECTING", "LIVE");
    }

    @Test
    void staysCatchingUpUntilTheServerSaysUpToDate() {
        server.respondsPartlyWith("1", "a").respondsPartlyWith("2", "b").respondsWith("3", "c");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        assertThat(received)
                .containsExactly("CONNECTING", "CATCHING_UP", "[a]->1", "a", "[b]->2", "b", "[c]->3", "c", "LIVE");
    }

    @Test
    void completesOnceAndSendsNoFurtherRequest() {
        server.closes("1", "a");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        steps.advance(Duration.ofHours(1));
        assertThat(received).containsExactly("CONNECTING", "CATCHING_UP", "[a]->1", "a", "COMPLETED", "completed@1");
        assertThat(server.requests).hasSize(1);
        assertThat(server.open).isZero();
    }

    @Test
    void retriesSilentlyOnceAfterAStaleConnection() {
        server.respondsWith("1", "a").drops().respondsWith("2", "b");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        assertThat(received).containsExactly("CONNECTING", "CATCHING_UP", "[a]->1", "a", "LIVE", "[b]->2", "b");
        assertThat(server.requests).containsExactly("s@-1", "s@1", "s@1", "s@2");
    }

    @Test
    void reportsRetryingAndContinuesFromTheSameOffset() {
        server.respondsWith("1", "a").drops().drops().drops().respondsWith("1").respondsWith("2", "b");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        assertThat(received).endsWith("LIVE", "RETRYING");
        steps.advance(Duration.ofMinutes(5));
        assertThat(received).endsWith("RETRYING", "LIVE", "[b]->2", "b");
        assertThat(server.requests).containsExactly("s@-1", "s@1", "s@1", "s@1", "s@1", "s@1", "s@2");
    }

    @Test
    void waitsForTheRetryAfterOfTheServer() {
        server.failsWith(new StreamException("busy", "s", 503, true, Duration.ofSeconds(7), null))
                .respondsWith("0");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        assertThat(steps.untilNextTimer()).isEqualTo(Duration.ofSeconds(7));
        steps.advance(Duration.ofMillis(6_999));
        assertThat(server.requests).hasSize(1);
        steps.advance(Duration.ofMillis(1));
        assertThat(received).containsExactly("CONNECTING", "RETRYING", "LIVE");
    }

    @Test
    void pausesGrowWhileAProxyCutsEverySecondRequest() {
        server.respondsWith("1", "a");
        for (int i = 0; i < 8; i++) {
            server.respondsWith("1").drops();
        }
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        Duration before = Duration.ZERO;
        for (int i = 0; i < 6; i++) {
            Duration pause = steps.untilNextTimer();
            assertThat(pause).isGreaterThanOrEqualTo(before);
            before = pause;
            steps.advance(pause);
        }
        assertThat(before).isGreaterThan(Duration.ofSeconds(1));
    }

    @Test
    void failsAfterAFinalErrorResponse() {
        server.rejects(404);
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        steps.advance(Duration.ofHours(1));
        assertThat(received).containsExactly("CONNECTING", "FAILED", "failed 404: stream 's' failed with 404");
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void reportsNoErrorResponseAfterTheStop() {
        List<String> logged = new ArrayList<>();
        Handler noting = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.add(entry.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger("org.streamlistening");
        Level before = log.getLevel();
        log.setLevel(Level.WARNING);
        log.addHandler(noting);
        try {
            server.meanwhile(listener::stop).rejects(404);
            listener.listen(S, Policies.DEFAULTS, null);
            steps.run();
            listener.listen(S, Policies.DEFAULTS, null);
            server.meanwhile(listener::stop).failsWith(new StreamException("busy", "s", 503, true, null, null));
            steps.run();
        } finally {
            log.removeHandler(noting);
            log.setLevel(before);
        }
        assertThat(listener.status()).isEqualTo(StreamStatus.STOPPED);
        assertThat(logged).isEmpty();
    }

    @Test
    void deliversNothingAfterStopAndContinuesThereAfterListen() {
        server.respondsWith("1", "a").respondsWith("3", "b", "c");
        recording.observer = word -> {
            if (word.equals("b")) {
                listener.stop();
            }
        };
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        assertThat(received).endsWith("[b, c]->3", "STOPPED", "b");
        assertThat(listener.offset()).isEqualTo(Offset.of("1"));
        recording.observer = word -> {};
        received.clear();
        server.respondsWith("3", "b", "c").respondsWith("4", "d");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        assertThat(received).containsExactly("CONNECTING", "CATCHING_UP", "c", "LIVE", "[d]->4", "d");
        assertThat(server.requests).contains("s@1+1");
    }

    @Test
    void startsAnotherStreamAtItsOwnOffsetAndReturnsToTheFirst() {
        server.respondsWith("7", "a");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        server.respondsWith("1", "x");
        listener.listen(T, Policies.DEFAULTS, null);
        steps.run();
        server.respondsWith("8", "b");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        assertThat(server.requests).containsExactly("s@-1", "s@7", "t@-1", "t@1", "s@7", "s@8");
        assertThat(received).contains("x").endsWith("[b]->8", "b", "LIVE");
    }

    @Test
    void anObserverCanListenToAnotherStream() {
        server.respondsWith("2", "a", "b").respondsWith("1", "x");
        recording.observer = word -> {
            if (word.equals("a")) {
                listener.listen(T, Policies.DEFAULTS, null);
            }
        };
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        assertThat(received)
                .containsExactly(
                        "CONNECTING",
                        "CATCHING_UP",
                        "[a, b]->2",
                        "CONNECTING",
                        "a",
                        "CATCHING_UP",
                        "[x]->1",
                        "x",
                        "LIVE");
    }

    @Test
    void anObserverThatListensToTheSameStreamAgainReceivesNothingTwice() {
        server.respondsWith("2", "a", "b").respondsWith("2", "a", "b");
        recording.observer = word -> {
            if (word.equals("a")) {
                listener.listen(S, Policies.DEFAULTS, null);
            }
        };
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        assertThat(received.stream().filter(word -> word.length() == 1)).containsExactly("a", "b");
    }

    @Test
    void replaysFromTheBeginningOnRequest() {
        server.respondsWith("1", "a");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        server.respondsWith("1", "a");
        listener.listen(S, Policies.DEFAULTS, StreamPosition.BEGINNING);
        steps.run();
        assertThat(received.stream().filter("a"::equals)).hasSize(2);
    }

    @Test
    void forgetsEverythingOnReset() {
        server.respondsWith("1", "a");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        listener.reset();
        assertThat(listener.status()).isEqualTo(StreamStatus.IDLE);
        assertThat(listener.streamId()).isNull();
        assertThat(listener.offset()).isEqualTo(Offset.BEGINNING);
        server.respondsWith("1", "a");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        assertThat(server.requests).containsExactly("s@-1", "s@1", "s@-1", "s@1");
    }

    @Test
    void deliversAMessageAgainToAnObserverThatThrows() {
        List<String> attempts = new ArrayList<>();
        recording.observer = word -> {
            attempts.add(word);
            if (attempts.size() == 2 || attempts.size() == 3) {
                throw new IllegalStateException("not now");
            }
        };
        server.respondsWith("3", "a", "b", "c");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        steps.advance(Duration.ofMinutes(1));
        assertThat(attempts).containsExactly("a", "b", "b", "b", "c");
        assertThat(received)
                .containsExactly(
                        "CONNECTING",
                        "CATCHING_UP",
                        "[a, b, c]->3",
                        "a",
                        "RETRIED@-1 attempt 1",
                        "RETRYING",
                        "RETRIED@-1 attempt 2",
                        "b",
                        "c",
                        "LIVE");
        assertThat(server.requests).containsExactly("s@-1", "s@3");
    }

    @Test
    void givesUpOnAnObserverThatKeepsThrowingAndLosesNothing() {
        recording.observer = word -> {
            throw new IllegalStateException("never");
        };
        server.respondsWith("1", "a");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        steps.advance(Duration.ofHours(1));
        assertThat(listener.status()).isEqualTo(StreamStatus.FAILED);
        assertThat(received.get(received.size() - 1)).startsWith("failed 0: an observer of stream 's' failed 4 times");
        recording.observer = word -> {};
        server.respondsWith("1", "a");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        assertThat(received).endsWith("a", "LIVE");
    }

    @Test
    void doesNotRetryAnUndecodableMessage() {
        recording.observer = word -> {
            throw new UndecodableMessageException("no Token", new IllegalArgumentException());
        };
        server.respondsWith("1", "a");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        assertThat(received)
                .endsWith(
                        "STOPPED@-1 attempt 1",
                        "FAILED",
                        "failed 0: no Token; stream 's', message 1 after offset -1. To go on after such a message, set"
                                + " onUndecodable to SKIP or RAW (durable-streams.on-undecodable)");
    }

    @Test
    void twoListenersOfOneStreamShareOneRead() {
        server.respondsWith("1", "a");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        server.respondsWith("1", "a");
        ListenerStateMachine other = listener(ListenerSnapshot.NOTHING);
        other.listen(S, Policies.DEFAULTS, null);
        steps.run();
        assertThat(tails.size()).isEqualTo(1);
        assertThat(server.open).isEqualTo(1);
    }
}
