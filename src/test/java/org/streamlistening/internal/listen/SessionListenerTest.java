package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamCompleted;
import org.streamlistening.StreamData;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamStatus;
import org.streamlistening.StreamStatusChanged;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.delivery.Delivery;

class SessionListenerTest {

    private static final StreamKey S = new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30));
    private static final StreamKey T = new StreamKey("t", LiveMode.LONG_POLL, Duration.ofSeconds(30));

    private final Steps steps = new Steps();
    private final ScriptedReaders server = new ScriptedReaders();
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> 0.5);
    private final Tails tails = new Tails(server, steps, steps, backoff);
    private final List<String> heard = new ArrayList<>();
    private Consumer<String> observer = word -> {};
    private final SessionListener listener = listener(Saved.NOTHING);

    private SessionListener listener(Saved saved) {
        Delivery delivery = new Delivery(steps, steps, Runnable::run, new Recording());
        return new SessionListener(
                "", "key", saved, tails, steps, new SessionListener.ObserverRetry(3, backoff), delivery);
    }

    /** Writes down in words what it is told. */
    private final class Recording implements Observers {

        @Override
        public boolean tell(StreamEvent event, BooleanSupplier wanted) {
            assertThat(event.sessionKey()).isEqualTo("key");
            if (event instanceof StreamStatusChanged change) {
                heard.add(change.status().name());
            } else if (event instanceof StreamData data) {
                heard.add(data.messages().stream().map(StreamMessage::text).toList() + "->" + data.offset());
            } else if (event instanceof StreamCompleted completed) {
                heard.add("completed@" + completed.offset());
            } else if (event instanceof StreamFailed failed) {
                heard.add("failed " + failed.httpStatus() + ": " + failed.message());
            }
            return wanted.getAsBoolean();
        }

        @Override
        public boolean tell(StreamMessage message, BooleanSupplier wanted) {
            observer.accept(message.text());
            heard.add(message.text());
            return true;
        }
    }

    @Test
    void deliversWhatIsThereAndThenWhatComes() {
        server.answers("2", "a", "b").answers("3", "c");
        listener.listen(S, null);
        steps.run();
        assertThat(heard).containsExactly("CONNECTING", "CATCHING_UP", "[a, b]->2", "a", "b", "LIVE", "[c]->3", "c");
        assertThat(server.asked).containsExactly("s@-1", "s@2", "s@3");
        assertThat(listener.offset()).isEqualTo(Offset.of("3"));
    }

    @Test
    void isLiveAtOnceInAnEmptyStream() {
        server.answers("0");
        listener.listen(S, null);
        assertThat(listener.status()).isEqualTo(StreamStatus.CONNECTING);
        steps.run();
        assertThat(heard).containsExactly("CONNECTING", "LIVE");
    }

    @Test
    void staysCatchingUpUntilTheServerSaysUpToDate() {
        server.answersPartly("1", "a").answersPartly("2", "b").answers("3", "c");
        listener.listen(S, null);
        steps.run();
        assertThat(heard)
                .containsExactly("CONNECTING", "CATCHING_UP", "[a]->1", "a", "[b]->2", "b", "[c]->3", "c", "LIVE");
    }

    @Test
    void completesOnceAndAsksNoMore() {
        server.closes("1", "a");
        listener.listen(S, null);
        steps.run();
        steps.advance(Duration.ofHours(1));
        assertThat(heard).containsExactly("CONNECTING", "CATCHING_UP", "[a]->1", "a", "COMPLETED", "completed@1");
        assertThat(server.asked).hasSize(1);
        assertThat(server.open).isZero();
    }

    @Test
    void triesOnceMoreWithoutANoiseWhenAConnectionWentStale() {
        server.answers("1", "a").drops().answers("2", "b");
        listener.listen(S, null);
        steps.run();
        assertThat(heard).containsExactly("CONNECTING", "CATCHING_UP", "[a]->1", "a", "LIVE", "[b]->2", "b");
        assertThat(server.asked).containsExactly("s@-1", "s@1", "s@1", "s@2");
    }

    @Test
    void saysThatItRetriesAndGoesOnFromTheSameOffset() {
        server.answers("1", "a").drops().drops().drops().answers("1").answers("2", "b");
        listener.listen(S, null);
        steps.run();
        assertThat(heard).endsWith("LIVE", "RETRYING");
        steps.advance(Duration.ofMinutes(5));
        assertThat(heard).endsWith("RETRYING", "LIVE", "[b]->2", "b");
        assertThat(server.asked).containsExactly("s@-1", "s@1", "s@1", "s@1", "s@1", "s@1", "s@2");
    }

    @Test
    void waitsAsLongAsTheServerAsksFor() {
        server.failsWith(new StreamException("busy", "s", 503, true, Duration.ofSeconds(7), null))
                .answers("0");
        listener.listen(S, null);
        steps.run();
        assertThat(steps.untilNextTimer()).isEqualTo(Duration.ofSeconds(7));
        steps.advance(Duration.ofMillis(6_999));
        assertThat(server.asked).hasSize(1);
        steps.advance(Duration.ofMillis(1));
        assertThat(heard).containsExactly("CONNECTING", "RETRYING", "LIVE");
    }

    @Test
    void pausesLongerAndLongerWhileSomethingOnTheWayCutsEverySecondRequest() {
        server.answers("1", "a");
        for (int i = 0; i < 8; i++) {
            server.answers("1").drops();
        }
        listener.listen(S, null);
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
    void failsForGoodWhenTheServerRefuses() {
        server.refuses(404);
        listener.listen(S, null);
        steps.run();
        steps.advance(Duration.ofHours(1));
        assertThat(heard).containsExactly("CONNECTING", "FAILED", "failed 404: stream 's' answered 404");
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void deliversNothingAfterStopAndGoesOnThereAfterListen() {
        server.answers("1", "a").answers("3", "b", "c");
        observer = word -> {
            if (word.equals("b")) {
                listener.stop();
            }
        };
        listener.listen(S, null);
        steps.run();
        assertThat(heard).endsWith("[b, c]->3", "STOPPED", "b");
        assertThat(listener.offset()).isEqualTo(Offset.of("1"));
        observer = word -> {};
        heard.clear();
        server.answers("3", "b", "c").answers("4", "d");
        listener.listen(S, null);
        steps.run();
        assertThat(heard).containsExactly("CONNECTING", "CATCHING_UP", "c", "LIVE", "[d]->4", "d");
        assertThat(server.asked).contains("s@1+1");
    }

    @Test
    void startsAnotherStreamAtItsOwnOffsetAndComesBackToTheOld() {
        server.answers("7", "a");
        listener.listen(S, null);
        steps.run();
        server.answers("1", "x");
        listener.listen(T, null);
        steps.run();
        server.answers("8", "b");
        listener.listen(S, null);
        steps.run();
        assertThat(server.asked).containsExactly("s@-1", "s@7", "t@-1", "t@1", "s@7", "s@8");
        assertThat(heard).contains("x").endsWith("[b]->8", "b", "LIVE");
    }

    @Test
    void anObserverMaySendTheListenerElsewhere() {
        server.answers("2", "a", "b").answers("1", "x");
        observer = word -> {
            if (word.equals("a")) {
                listener.listen(T, null);
            }
        };
        listener.listen(S, null);
        steps.run();
        assertThat(heard)
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
    void anObserverMayListenAnewToTheSameStreamWithoutHearingAnythingTwice() {
        server.answers("2", "a", "b").answers("2", "a", "b");
        observer = word -> {
            if (word.equals("a")) {
                listener.listen(S, null);
            }
        };
        listener.listen(S, null);
        steps.run();
        assertThat(heard.stream().filter(word -> word.length() == 1)).containsExactly("a", "b");
    }

    @Test
    void replaysFromTheBeginningWhenAskedTo() {
        server.answers("1", "a");
        listener.listen(S, null);
        steps.run();
        server.answers("1", "a");
        listener.listen(S, Offset.BEGINNING);
        steps.run();
        assertThat(heard.stream().filter("a"::equals)).hasSize(2);
    }

    @Test
    void forgetsEverythingOnReset() {
        server.answers("1", "a");
        listener.listen(S, null);
        steps.run();
        listener.reset();
        assertThat(listener.status()).isEqualTo(StreamStatus.IDLE);
        assertThat(listener.streamId()).isNull();
        assertThat(listener.offset()).isEqualTo(Offset.BEGINNING);
        server.answers("1", "a");
        listener.listen(S, null);
        steps.run();
        assertThat(server.asked).containsExactly("s@-1", "s@1", "s@-1", "s@1");
    }

    @Test
    void bringsAMessageAgainToAnObserverThatThrows() {
        List<String> attempts = new ArrayList<>();
        observer = word -> {
            attempts.add(word);
            if (attempts.size() == 2 || attempts.size() == 3) {
                throw new IllegalStateException("not now");
            }
        };
        server.answers("3", "a", "b", "c");
        listener.listen(S, null);
        steps.run();
        steps.advance(Duration.ofMinutes(1));
        assertThat(attempts).containsExactly("a", "b", "b", "b", "c");
        assertThat(heard)
                .containsExactly("CONNECTING", "CATCHING_UP", "[a, b, c]->3", "a", "RETRYING", "b", "c", "LIVE");
        assertThat(server.asked).containsExactly("s@-1", "s@3");
    }

    @Test
    void givesUpOnAnObserverThatKeepsThrowingAndLosesNothing() {
        observer = word -> {
            throw new IllegalStateException("never");
        };
        server.answers("1", "a");
        listener.listen(S, null);
        steps.run();
        steps.advance(Duration.ofHours(1));
        assertThat(listener.status()).isEqualTo(StreamStatus.FAILED);
        assertThat(heard.get(heard.size() - 1)).startsWith("failed 0: an observer of stream 's' failed 4 times");
        observer = word -> {};
        server.answers("1", "a");
        listener.listen(S, null);
        steps.run();
        assertThat(heard).endsWith("a", "LIVE");
    }

    @Test
    void doesNotTryAMessageAgainThatCannotBeDecoded() {
        observer = word -> {
            throw new UndecodableMessageException("no Token", new IllegalArgumentException());
        };
        server.answers("1", "a");
        listener.listen(S, null);
        steps.run();
        assertThat(heard).endsWith("FAILED", "failed 0: no Token");
    }

    @Test
    void endsTheRequestWhenTheSessionEndsAndTellsNobody() {
        server.answers("1", "a");
        listener.listen(S, null);
        steps.run();
        heard.clear();
        listener.abandon();
        steps.run();
        assertThat(heard).isEmpty();
        assertThat(server.open).isZero();
        assertThat(tails.size()).isZero();
    }

    @Test
    void goesOnWhereASavedListenerWas() {
        server.answers("1", "a");
        listener.listen(S, null);
        steps.run();
        Saved saved = listener.save();
        assertThat(saved.listening()).isTrue();
        listener.abandon();
        SessionListener restored = listener(saved);
        assertThat(restored.offset()).isEqualTo(Offset.of("1"));
        server.answers("2", "b");
        restored.listen(S, null);
        steps.run();
        assertThat(heard).endsWith("[b]->2", "b", "LIVE");
    }

    @Test
    void twoListenersOfOneStreamShareOneRead() {
        server.answers("1", "a");
        listener.listen(S, null);
        steps.run();
        server.answers("1", "a");
        SessionListener other = listener(Saved.NOTHING);
        other.listen(S, null);
        steps.run();
        assertThat(tails.size()).isEqualTo(1);
        assertThat(server.open).isEqualTo(1);
    }
}
