package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.streamlistening.HistoryGonePolicy;
import org.streamlistening.LiveMode;
import org.streamlistening.Logged;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.Offset;
import org.streamlistening.StreamStatus;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.UndecodablePolicy;
import org.streamlistening.support.ManualExecutor;

/** What a listener does about what goes wrong, one policy after the other. */
class PoliciesTest {

    private static final StreamKey S = new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30));

    private final ScriptedListeners listeners = new ScriptedListeners();
    private final ManualExecutor steps = listeners.steps;
    private final ScriptedReaders server = listeners.server;
    private final Recording recording = new Recording();
    private final List<String> heard = recording.heard;
    private final SessionListener listener = listener(Saved.NOTHING);

    private SessionListener listener(Saved saved) {
        return listeners.listener(saved, recording);
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

    private void listen(Policies policies, Offset from) {
        listener.listen(S, policies, from);
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
        server.answers("3", "a", "b", "c");
        listen(when(ObserverFailurePolicy.SKIP), null);
        assertThat(heard)
                .containsExactly("CONNECTING", "CATCHING_UP", "[a, b, c]->3", "a", "SKIPPED@-1 attempt 1", "c", "LIVE");
        assertThat(listener.offset()).isEqualTo(Offset.of("3"));
    }

    @Test
    void stopsAtTheFirstFailureIfItShall() {
        failAt("b", new IllegalStateException("never"));
        server.answers("3", "a", "b", "c");
        listen(when(ObserverFailurePolicy.STOP), null);
        assertThat(heard.get(4)).isEqualTo("STOPPED@-1 attempt 1");
        assertThat(heard.get(6)).startsWith("failed 0: an observer of stream 's' failed with a message");
        assertThat(listener.status()).isEqualTo(StreamStatus.FAILED);
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void bringsTheMessageAgainAfterAStop() {
        failAt("b", new IllegalStateException("never"));
        server.answers("3", "a", "b", "c");
        listen(when(ObserverFailurePolicy.STOP), null);
        failAt("nothing", new IllegalStateException());
        heard.clear();
        server.answers("3", "a", "b", "c");
        listen(when(ObserverFailurePolicy.STOP), null);
        assertThat(heard).containsExactly("CONNECTING", "CATCHING_UP", "b", "c", "LIVE");
    }

    @Test
    void leavesOutAMessageThatCannotBeDecoded() {
        failAt("b", new UndecodableMessageException("no Token", new IllegalArgumentException()));
        server.answers("3", "a", "b", "c");
        listen(when(UndecodablePolicy.SKIP), null);
        assertThat(heard).endsWith("a", "SKIPPED@-1 attempt 1", "c", "LIVE");
    }

    @Test
    void writesNothingOfAMessageThatCannotBeDecodedIntoTheLog() {
        failAt("b", new UndecodableMessageException("no Token", new IllegalArgumentException("a secret is no number")));
        server.answers("3", "a", "b", "c");
        try (Logged logged = Logged.warnings()) {
            listen(when(UndecodablePolicy.SKIP), null);
            assertThat(logged.everything())
                    .contains("no Token", "the message is skipped")
                    .doesNotContain("secret");
        }
    }

    @Test
    void deliversAMessageUndecodedThatCannotBeDecoded() {
        failAt("b", new UndecodableMessageException("no Token", new IllegalArgumentException()));
        server.answers("3", "a", "b", "c");
        listen(when(UndecodablePolicy.RAW), null);
        assertThat(heard).endsWith("a", "DELIVERED_RAW@-1 attempt 1", "raw b", "c", "LIVE");
    }

    @Test
    void continuesFromTheBeginningWhenTheHistoryIsGone() {
        server.refuses(410).answers("9", "h", "i");
        listen(when(HistoryGonePolicy.FROM_START), Offset.of("3"));
        assertThat(heard)
                .containsExactly(
                        "CONNECTING",
                        "RETRYING",
                        "reset 3->-1 HISTORY_GONE",
                        "CATCHING_UP",
                        "[h, i]->9",
                        "h",
                        "i",
                        "LIVE");
        assertThat(server.asked).containsExactly("s@3", "s@-1", "s@9");
        assertThat(server.open).isEqualTo(1);
    }

    @Test
    void continuesFromTheEndWhenTheHistoryIsGone() {
        server.refuses(410).answers("9").answers("10", "j");
        listen(when(HistoryGonePolicy.FROM_NOW), Offset.of("3"));
        assertThat(heard)
                .containsExactly("CONNECTING", "RETRYING", "reset 3->now HISTORY_GONE", "LIVE", "[j]->10", "j");
        assertThat(server.asked).containsExactly("s@3", "s@now", "s@9", "s@10");
    }

    @Test
    void givesUpWhereNothingIsLeftAtAll() {
        server.refuses(410).refuses(410);
        listen(when(HistoryGonePolicy.FROM_START), Offset.of("3"));
        assertThat(heard.get(heard.size() - 1)).startsWith("failed 410");
        assertThat(server.asked).containsExactly("s@3", "s@-1");
        assertThat(server.open).isZero();
    }

    @Test
    void continuesFromTheBeginningWhenTheServerRejectsItsOwnOffset() {
        server.answers("3", "a").refuses(400).answers("9", "h");
        listen(when(HistoryGonePolicy.FROM_START), null);
        assertThat(heard).contains("a", "reset 3->-1 RECREATED", "h").endsWith("LIVE");
    }

    @Test
    void failsWhenTheServerRejectsItsOwnOffset() {
        server.answers("3", "a").refuses(400);
        listen(when(HistoryGonePolicy.FAIL), null);
        assertThat(heard.get(heard.size() - 1)).startsWith("failed 400");
    }

    @Test
    void failsWhenTheServerRejectsTheSameOffsetAgain() {
        server.answers("3", "a").refuses(400).answers("3", "a").refuses(400);
        listen(when(HistoryGonePolicy.FROM_START), null);
        assertThat(heard.get(heard.size() - 1)).startsWith("failed 400");
        assertThat(server.asked).containsExactly("s@-1", "s@3", "s@-1", "s@3");
    }

    @Test
    void givesUpOnABadRequestThatIsNotAboutAnOffset() {
        server.refuses(400);
        listen(when(HistoryGonePolicy.FROM_START), null);
        assertThat(heard.get(heard.size() - 1)).startsWith("failed 400");
    }

    @Test
    void continuesAfterGrowingPausesIfEachBeginningIsLostAtOnce() {
        server.answers("1").refuses(410).answers("2").refuses(410).answers("3").refuses(410);
        listener.listen(S, when(HistoryGonePolicy.FROM_START), null);
        steps.run();
        assertThat(server.asked).hasSize(2);
        steps.advance(Duration.ofMillis(50));
        assertThat(server.asked).hasSize(4);
        steps.advance(Duration.ofMillis(99));
        assertThat(server.asked).hasSize(4);
        steps.advance(Duration.ofMillis(1));
        assertThat(server.asked).hasSize(6);
    }

    @Test
    void continuesSoonIfTheLastLossIsLongAgo() {
        server.answers("1").refuses(410).answers("2");
        server.meanwhile(() -> steps.advance(Duration.ofMinutes(2)));
        server.refuses(410).answers("3");
        listener.listen(S, when(HistoryGonePolicy.FROM_START), null);
        steps.run();
        steps.advance(Duration.ofMillis(50));
        assertThat(server.asked).doesNotContain("s@3");
        steps.advance(Duration.ofMinutes(2).plusMillis(50));
        assertThat(server.asked).contains("s@3");
    }

    /** What was read of the first answer has no better name than this, where the server does not give it one. */
    @Test
    void reportsAResetEvenIfOnlyAPartOfTheFirstResponseWasRead() {
        server.answers("3", "a", "b", "c");
        recording.observer = word -> {
            if (word.equals("b")) {
                listener.stop();
            }
        };
        listen(whenMissing(), null);
        recording.observer = word -> {};
        server.refuses(404).answers("1", "x");
        listen(whenMissing(), null);
        assertThat(heard).contains("reset -1->-1 RECREATED", "x");
    }

    @Test
    void losesItsHistoryMoreThanOnceInALongLife() {
        server.refuses(410).answers("9", "h").refuses(410).answers("20", "z");
        listen(when(HistoryGonePolicy.FROM_START), Offset.of("3"));
        assertThat(heard)
                .contains("reset 3->-1 HISTORY_GONE", "h", "reset 9->-1 HISTORY_GONE", "z")
                .endsWith("LIVE");
    }

    @Test
    void waitsForAStreamThatIsNotThereYet() {
        server.refuses(404).refuses(404).refuses(404).answers("1", "a");
        listen(whenMissing(), null);
        assertThat(heard).containsExactly("CONNECTING", "CATCHING_UP", "[a]->1", "a", "LIVE");
        assertThat(server.asked).containsExactly("s@-1", "s@-1", "s@-1", "s@-1", "s@1");
    }

    @Test
    void pausesLongerAndLongerWhileItWaits() {
        server.refuses(404).refuses(404).refuses(404);
        listener.listen(S, whenMissing(), null);
        steps.run();
        assertThat(server.asked).hasSize(1);
        steps.advance(Duration.ofMillis(50));
        assertThat(server.asked).hasSize(2);
        steps.advance(Duration.ofMillis(99));
        assertThat(server.asked).hasSize(2);
        steps.advance(Duration.ofMillis(1));
        assertThat(server.asked).hasSize(3);
    }

    @Test
    void readsAStreamThatWasDeletedAndMadeAgainFromItsBeginning() {
        server.answers("5", "a").refuses(404).answers("1", "x");
        listen(whenMissing(), null);
        assertThat(heard).contains("a", "reset 5->-1 RECREATED").endsWith("[x]->1", "x", "LIVE");
    }

    @Test
    void receivesNothingOfAStreamThatItNoLongerWaitsFor() {
        server.refuses(404);
        listener.listen(S, whenMissing(), null);
        steps.run();
        listener.stop();
        steps.advance(Duration.ofHours(1));
        assertThat(server.asked).hasSize(1);
        assertThat(heard).endsWith("STOPPED");
    }

    @Test
    void keepsItsPoliciesWhereItWakesUp() {
        server.refuses(404);
        listener.listen(S, whenMissing(), null);
        steps.run();
        Saved saved = listener.save();
        listener.abandon();
        assertThat(saved.policies()).isEqualTo(whenMissing());
    }
}
