package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.streamlistening.HistoryGonePolicy;
import org.streamlistening.LiveMode;
import org.streamlistening.Logged;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.UndecodablePolicy;
import org.streamlistening.internal.testkit.ManualExecutor;

/** The reactions of a listener to failures, policy by policy. */
class PoliciesTest {

    private static final StreamKey S = new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30));

    private final ScriptedListeners listeners = new ScriptedListeners();
    private final ManualExecutor steps = listeners.steps;
    private final ScriptedReaders server = listeners.server;
    private final Recording recording = new Recording();
    private final List<String> received = recording.received;
    private final ListenerStateMachine listener = listener(ListenerSnapshot.NOTHING);

    private ListenerStateMachine listener(ListenerSnapshot snapshot) {
        return listeners.listener(snapshot, recording);
    }

    private static Policies when(ObserverFailurePolicy observerFails) {
        return new Policies(observerFails, UndecodablePolicy.STOP, HistoryGonePolicy.FAIL, MissingStreamPolicy.FAIL);
    }

    private static Policies when(UndecodablePolicy undecodable) {
        return new Policies(ObserverFailurePolicy.RETRY, undecodable, HistoryGonePolicy.FAIL, MissingStreamPolicy.FAIL);
    }

    private static Policies when(HistoryGonePolicy gone) {
        return new Policies(ObserverFailurePolicy.RETRY, UndecodablePolicy.STOP, gone, MissingStreamPolicy.FAIL);
    }

    private static Policies whenMissing() {
        return new Policies(
                ObserverFailurePolicy.RETRY, UndecodablePolicy.STOP, HistoryGonePolicy.FAIL, MissingStreamPolicy.WAIT);
    }

    private void listen(Policies policies, @Nullable Offset from) {
        listener.listen(S, policies, from == null ? null : StreamPosition.at(from));
        steps.run();
        steps.advance(Duration.ofHours(1));
    }

    private void failAt(String bad, RuntimeException failure) {
        recording.observer = word -> {
            if (word.equals(bad)) {
                throw failure;
            }
        };
    }

    @Test
    void skipsAMessageWhoseObserverThrows() {
        failAt("b", new IllegalStateException("never"));
        server.respondsWith("3", "a", "b", "c");
        listen(when(ObserverFailurePolicy.SKIP), null);
        assertThat(received)
                .containsExactly("CONNECTING", "CATCHING_UP", "[a, b, c]->3", "a", "SKIPPED@-1 attempt 1", "c", "LIVE");
        assertThat(listener.offset()).isEqualTo(Offset.of("3"));
    }

    @Test
    void stopsAtTheFirstFailureUnderThePolicyStop() {
        failAt("b", new IllegalStateException("never"));
        server.respondsWith("3", "a", "b", "c");
        listen(when(ObserverFailurePolicy.STOP), null);
        assertThat(received.get(4)).isEqualTo("STOPPED@-1 attempt 1");
        assertThat(received.get(6)).startsWith("failed 0: an observer of stream 's' failed with a message");
        assertThat(listener.status()).isEqualTo(StreamStatus.FAILED);
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void deliversTheMessageAgainAfterAStop() {
        failAt("b", new IllegalStateException("never"));
        server.respondsWith("3", "a", "b", "c");
        listen(when(ObserverFailurePolicy.STOP), null);
        failAt("nothing", new IllegalStateException());
        received.clear();
        server.respondsWith("3", "a", "b", "c");
        listen(when(ObserverFailurePolicy.STOP), null);
        assertThat(received).containsExactly("CONNECTING", "CATCHING_UP", "b", "c", "LIVE");
    }

    @Test
    void skipsAMessageThatCannotBeDecoded() {
        failAt("b", new UndecodableMessageException("no Token", new IllegalArgumentException()));
        server.respondsWith("3", "a", "b", "c");
        listen(when(UndecodablePolicy.SKIP), null);
        assertThat(received).endsWith("a", "SKIPPED@-1 attempt 1", "c", "LIVE");
    }

    @Test
    void logsNoContentOfAnUndecodableMessage() {
        failAt("b", new UndecodableMessageException("no Token", new IllegalArgumentException("a secret is no number")));
        server.respondsWith("3", "a", "b", "c");
        try (Logged logged = Logged.warnings()) {
            listen(when(UndecodablePolicy.SKIP), null);
            assertThat(logged.everything())
                    .contains("no Token", "the message is skipped")
                    .doesNotContain("secret");
        }
    }

    @Test
    void deliversAnUndecodableMessageRaw() {
        failAt("b", new UndecodableMessageException("no Token", new IllegalArgumentException()));
        server.respondsWith("3", "a", "b", "c");
        listen(when(UndecodablePolicy.RAW), null);
        assertThat(received).endsWith("a", "DELIVERED_RAW@-1 attempt 1", "raw b", "c", "LIVE");
    }

    @Test
    void continuesFromTheBeginningWhenTheHistoryIsGone() {
        server.rejects(410).respondsWith("9", "h", "i");
        listen(when(HistoryGonePolicy.FROM_START), Offset.of("3"));
        assertThat(received)
                .containsExactly(
                        "CONNECTING",
                        "RETRYING",
                        "reset 3->-1 HISTORY_GONE",
                        "CATCHING_UP",
                        "[h, i]->9",
                        "h",
                        "i",
                        "LIVE");
        assertThat(server.requests).containsExactly("s@3", "s@-1", "s@9");
        assertThat(server.open).isEqualTo(1);
    }

    @Test
    void continuesFromTheEndWhenTheHistoryIsGone() {
        server.rejects(410).respondsWith("9").respondsWith("10", "j");
        listen(when(HistoryGonePolicy.FROM_NOW), Offset.of("3"));
        assertThat(received)
                .containsExactly("CONNECTING", "RETRYING", "reset 3->now HISTORY_GONE", "LIVE", "[j]->10", "j");
        assertThat(server.requests).containsExactly("s@3", "s@now", "s@9", "s@10");
    }

    @Test
    void givesUpWhenNoDataIsLeft() {
        server.rejects(410).rejects(410);
        listen(when(HistoryGonePolicy.FROM_START), Offset.of("3"));
        assertThat(received.get(received.size() - 1)).startsWith("failed 410");
        assertThat(server.requests).containsExactly("s@3", "s@-1");
        assertThat(server.open).isZero();
    }

    @Test
    void continuesFromTheBeginningWhenTheServerRejectsItsOwnOffset() {
        server.respondsWith("3", "a").rejects(400).respondsWith("9", "h");
        listen(when(HistoryGonePolicy.FROM_START), null);
        assertThat(received).contains("a", "reset 3->-1 RECREATED", "h").endsWith("LIVE");
    }

    @Test
    void failsWhenTheServerRejectsItsOwnOffset() {
        server.respondsWith("3", "a").rejects(400);
        listen(when(HistoryGonePolicy.FAIL), null);
        assertThat(received.get(received.size() - 1)).startsWith("failed 400");
    }

    @Test
    void failsWhenTheServerRejectsTheSameOffsetAgain() {
        server.respondsWith("3", "a").rejects(400).respondsWith("3", "a").rejects(400);
        listen(when(HistoryGonePolicy.FROM_START), null);
        assertThat(received.get(received.size() - 1)).startsWith("failed 400");
        assertThat(server.requests).containsExactly("s@-1", "s@3", "s@-1", "s@3");
    }

    @Test
    void givesUpOnABadRequestThatIsNotAboutAnOffset() {
        server.rejects(400);
        listen(when(HistoryGonePolicy.FROM_START), null);
        assertThat(received.get(received.size() - 1)).startsWith("failed 400");
    }

    @Test
    void continuesAfterGrowingPausesIfEachBeginningIsLostAtOnce() {
        server.respondsWith("1")
                .rejects(410)
                .respondsWith("2")
                .rejects(410)
                .respondsWith("3")
                .rejects(410);
        listener.listen(S, when(HistoryGonePolicy.FROM_START), null);
        steps.run();
        assertThat(server.requests).hasSize(2);
        steps.advance(Duration.ofMillis(50));
        assertThat(server.requests).hasSize(4);
        steps.advance(Duration.ofMillis(99));
        assertThat(server.requests).hasSize(4);
        steps.advance(Duration.ofMillis(1));
        assertThat(server.requests).hasSize(6);
    }

    @Test
    void continuesSoonIfTheLastLossIsLongAgo() {
        server.respondsWith("1").rejects(410).respondsWith("2");
        server.meanwhile(() -> steps.advance(Duration.ofMinutes(2)));
        server.rejects(410).respondsWith("3");
        listener.listen(S, when(HistoryGonePolicy.FROM_START), null);
        steps.run();
        steps.advance(Duration.ofMillis(50));
        assertThat(server.requests).doesNotContain("s@3");
        steps.advance(Duration.ofMinutes(2).plusMillis(50));
        assertThat(server.requests).contains("s@3");
    }

    /** A position within the first response has no other offset than that of the beginning. */
    @Test
    void reportsAResetEvenIfOnlyAPartOfTheFirstResponseWasRead() {
        server.respondsWith("3", "a", "b", "c");
        recording.observer = word -> {
            if (word.equals("b")) {
                listener.stop();
            }
        };
        listen(whenMissing(), null);
        recording.observer = word -> {};
        server.rejects(404).respondsWith("1", "x");
        listen(whenMissing(), null);
        assertThat(received).contains("reset -1->-1 RECREATED", "x");
    }

    @Test
    void continuesAfterEachLossOfHistory() {
        server.rejects(410).respondsWith("9", "h").rejects(410).respondsWith("20", "z");
        listen(when(HistoryGonePolicy.FROM_START), Offset.of("3"));
        assertThat(received)
                .contains("reset 3->-1 HISTORY_GONE", "h", "reset 9->-1 HISTORY_GONE", "z")
                .endsWith("LIVE");
    }

    @Test
    void waitsForAStreamThatDoesNotExistYet() {
        server.rejects(404).rejects(404).rejects(404).respondsWith("1", "a");
        listen(whenMissing(), null);
        assertThat(received).containsExactly("CONNECTING", "CATCHING_UP", "[a]->1", "a", "LIVE");
        assertThat(server.requests).containsExactly("s@-1", "s@-1", "s@-1", "s@-1", "s@1");
    }

    @Test
    void pausesGrowWhileItWaits() {
        server.rejects(404).rejects(404).rejects(404);
        listener.listen(S, whenMissing(), null);
        steps.run();
        assertThat(server.requests).hasSize(1);
        steps.advance(Duration.ofMillis(50));
        assertThat(server.requests).hasSize(2);
        steps.advance(Duration.ofMillis(99));
        assertThat(server.requests).hasSize(2);
        steps.advance(Duration.ofMillis(1));
        assertThat(server.requests).hasSize(3);
    }

    @Test
    void readsARecreatedStreamFromItsBeginning() {
        server.respondsWith("5", "a").rejects(404).respondsWith("1", "x");
        listen(whenMissing(), null);
        assertThat(received).contains("a", "reset 5->-1 RECREATED").endsWith("[x]->1", "x", "LIVE");
    }

    @Test
    void receivesNothingOfAStreamThatItNoLongerWaitsFor() {
        server.rejects(404);
        listener.listen(S, whenMissing(), null);
        steps.run();
        listener.stop();
        steps.advance(Duration.ofHours(1));
        assertThat(server.requests).hasSize(1);
        assertThat(received).endsWith("STOPPED");
    }

    @Test
    void keepsItsPoliciesWhenItResumes() {
        server.rejects(404);
        listener.listen(S, whenMissing(), null);
        steps.run();
        ListenerSnapshot snapshot = listener.snapshot();
        listener.abandon();
        assertThat(snapshot.policies()).isEqualTo(whenMissing());
    }
}
