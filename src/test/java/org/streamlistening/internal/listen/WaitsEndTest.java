package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.LiveMode;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.StreamStatus;
import org.streamlistening.client.StreamPosition;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.tail.ReadKey;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.support.ManualExecutor;

/** A listener that waits for something goes on, or tells why it does not, when that something breaks. */
class WaitsEndTest {

    private static final StreamKey S = new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30));

    private final ManualExecutor steps = new ManualExecutor();
    private final ScriptedReaders server = new ScriptedReaders();
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> 0.5);
    private final Recording recording = new Recording();
    private final List<String> heard = recording.heard;
    private final List<Throwable> whenOpened = new ArrayList<>();
    private final List<Error> whenExecuted = new ArrayList<>();
    private final Executor io = task -> {
        if (!whenExecuted.isEmpty()) {
            throw whenExecuted.remove(0);
        }
        steps.execute(task);
    };
    private final Tails tails = new Tails(this::open, io, steps, backoff);
    private final SessionListener listener = listener(Saved.NOTHING, steps);

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

    private SessionListener listener(Saved saved, Executor container) {
        return listener(saved, new Delivery(container, steps, Runnable::run, recording));
    }

    private SessionListener listener(Saved saved, DeliveryChannel channel) {
        return new SessionListener("", "key", saved, tails, steps, new ListenerLimits(2, backoff), channel);
    }

    private void listen() {
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        steps.advance(Duration.ofHours(1));
    }

    @Test
    void wakesUpAlthoughTheClientCouldNotBeBuiltAtFirst() {
        listener.listen(S, Policies.DEFAULTS, null);
        SessionListener asleep = listener(listener.snapshot(), steps);
        listener.abandon();
        steps.run();
        heard.clear();
        whenOpened.add(new IllegalStateException("the vault is sealed"));
        whenOpened.add(new NoClassDefFoundError("Vault"));
        server.answers("1", "a");
        asleep.resume();
        steps.run();
        steps.advance(Duration.ofMinutes(1));
        assertThat(heard).containsExactly("CONNECTING", "RETRYING", "CATCHING_UP", "[a]->1", "a", "LIVE");
    }

    @Test
    void readsOnWhenTheHeapWasFullForAMomentAndHoldsNothingMeanwhile() {
        server.answers("1", "a")
                .meanwhile(() -> throwIt(new OutOfMemoryError("as the test wants it")))
                .answers("2", "b");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        assertThat(heard).endsWith("LIVE", "RETRYING");
        assertThat(server.open).isZero();
        steps.advance(Duration.ofMinutes(1));
        assertThat(heard).endsWith("RETRYING", "CATCHING_UP", "[b]->2", "b", "LIVE");
        assertThat(server.asked).containsExactly("s@-1", "s@1", "s@1", "s@2");
    }

    @Test
    void logsThatTheSupplierOfHeadersThrewAnError() {
        server.answers("1", "a").meanwhile(() -> throwIt(new AssertionError("no token")));
        listen();
        assertThat(heard.get(heard.size() - 2)).isEqualTo("FAILED");
        assertThat(heard.get(heard.size() - 1)).startsWith("failed 0: ").contains("AssertionError: no token");
        assertThat(server.open).isZero();
    }

    /** What the supplier of headers threw for a reason of its own looks like the end of a reader that was closed. */
    @Test
    void readsOnWhenSomethingElseWasCancelledThanTheRead() {
        server.answers("1", "a")
                .meanwhile(() -> throwIt(new CancellationException("the token service stopped")))
                .meanwhile(() -> throwIt(new CancellationException("and is not back yet")))
                .answers("2", "b");
        listener.listen(S, Policies.DEFAULTS, null);
        steps.run();
        steps.advance(Duration.ofMinutes(1));
        assertThat(heard)
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

    /** Such as languages throw that have no checked exceptions. */
    @Test
    void logsACheckedExceptionThatIsNotDeclared() {
        server.answers("1", "a")
                .meanwhile(() -> WaitsEndTest.<RuntimeException>throwChecked(new TimeoutException("no token")));
        listen();
        assertThat(heard.get(heard.size() - 2)).isEqualTo("FAILED");
        assertThat(heard.get(heard.size() - 1)).startsWith("failed 0: ").contains("TimeoutException: no token");
        assertThat(server.open).isZero();
    }

    @Test
    void thePolicyEndsACheckedExceptionOfAnObserver() {
        recording.observer = word -> {
            heard.add("tried " + word);
            WaitsEndTest.<RuntimeException>throwChecked(new TimeoutException("no room"));
        };
        server.answers("1", "a");
        listen();
        assertThat(heard.stream().filter("tried a"::equals)).hasSize(3);
        assertThat(listener.status()).isEqualTo(StreamStatus.FAILED);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Exception> void throwChecked(Exception thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void readsWhenThereIsAThreadAgain() {
        whenExecuted.add(new OutOfMemoryError("unable to create native thread"));
        whenExecuted.add(new OutOfMemoryError("unable to create native thread"));
        server.answers("1", "a");
        listen();
        assertThat(heard).containsExactly("CONNECTING", "RETRYING", "CATCHING_UP", "[a]->1", "a", "LIVE");
    }

    @Test
    void theContainersErrorsDoNotEndADelivery() {
        List<Error> errors = new ArrayList<>(List.of(new NoClassDefFoundError("as the test wants it")));
        SessionListener late = listener(Saved.NOTHING, task -> {
            if (!errors.isEmpty()) {
                throw errors.remove(0);
            }
            steps.execute(task);
        });
        server.answers("1", "a");
        late.listen(S, Policies.DEFAULTS, null);
        steps.run();
        steps.advance(Duration.ofMinutes(1));
        assertThat(heard).containsExactly("CONNECTING", "CATCHING_UP", "[a]->1", "a", "LIVE");
    }

    /** What it says of itself is computed, and that fails. */
    static final class Unspeakable extends IllegalStateException {

        private static final long serialVersionUID = 1;

        private final String broken;

        Unspeakable(String broken) {
            super("Unspeakable");
            this.broken = broken;
        }

        private int asked;

        @Override
        @SuppressWarnings("ToStringReturnsNull") // This is the mistake under test.
        public String toString() {
            if (broken.equals("null")) {
                return null;
            }
            return broken.equals("toString") || (broken.equals("later") && asked++ > 0) ? fail() : "Unspeakable";
        }

        @Override
        public String getMessage() {
            if (broken.equals("null")) {
                return null;
            }
            return broken.equals("getMessage") ? fail() : super.getMessage();
        }

        @Override
        public String getLocalizedMessage() {
            return broken.equals("getLocalizedMessage") ? fail() : super.getLocalizedMessage();
        }

        @Override
        public void printStackTrace(PrintWriter writer) {
            if (broken.equals("printStackTrace")) {
                throw new AssertionError(broken);
            }
            super.printStackTrace(writer);
        }

        @Override
        public boolean equals(Object other) {
            return broken.equals("equals") ? fail().isEmpty() : this == other;
        }

        @Override
        public int hashCode() {
            return broken.equals("equals") ? fail().length() : System.identityHashCode(this);
        }

        private String fail() {
            throw new UnsupportedOperationException(broken);
        }

        @Override
        public synchronized Throwable getCause() {
            if (broken.equals("getCause")) {
                fail();
            }
            if (broken.equals("cycle")) {
                return new IllegalArgumentException("around", this);
            }
            return broken.equals("cause") ? new Unspeakable("toString") : null;
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            if (broken.equals("getStackTrace")) {
                fail();
            }
            return super.getStackTrace();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "toString",
                "getMessage",
                "getCause",
                "getStackTrace",
                "cause",
                "getLocalizedMessage",
                "printStackTrace",
                "equals",
                "null",
                "cycle",
                "later"
            })
    void thePolicyEndsAnExceptionThatCannotDescribeItself(String broken) {
        recording.observer = word -> {
            heard.add("tried " + word);
            throw new Unspeakable(broken);
        };
        server.answers("1", "a");
        listen();
        assertThat(heard.stream().filter("tried a"::equals)).hasSize(3);
        assertThat(listener.status()).isEqualTo(StreamStatus.FAILED);
        assertThat(heard.get(heard.size() - 1)).contains("Unspeakable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "toString",
                "getMessage",
                "getCause",
                "getStackTrace",
                "cause",
                "getLocalizedMessage",
                "printStackTrace",
                "equals",
                "null",
                "cycle",
                "later"
            })
    void thePolicySkipsAMessageWhoseObserverThrowsAnExceptionWithoutADescription(String broken) {
        recording.observer = word -> {
            if (word.equals("a")) {
                throw new Unspeakable(broken);
            }
        };
        server.answers("2", "a", "b");
        Policies skip = new Policies(
                ObserverFailurePolicy.SKIP,
                Policies.DEFAULTS.undecodable(),
                Policies.DEFAULTS.historyGone(),
                Policies.DEFAULTS.missing());
        listener.listen(S, skip, null);
        steps.run();
        assertThat(heard).endsWith("[a, b]->2", "SKIPPED@-1 attempt 1", "b", "LIVE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "toString",
                "getMessage",
                "getCause",
                "getStackTrace",
                "cause",
                "getLocalizedMessage",
                "printStackTrace",
                "equals",
                "null",
                "cycle",
                "later"
            })
    void aReadThatThrowsWhatCannotDescribeItselfEndsTheListener(String broken) {
        server.meanwhile(() -> throwIt(new Unspeakable(broken)));
        listen();
        assertThat(listener.status()).isEqualTo(StreamStatus.FAILED);
        assertThat(heard.get(heard.size() - 1)).contains("Unspeakable");
    }

    @Test
    void isLiveAtOnceAtTheHeadOfAnIdleStreamThatOthersFollow() {
        server.answers("1", "a").answers("1", "a");
        listener.listen(S, Policies.DEFAULTS, null);
        SessionListener other = listener(Saved.NOTHING, steps);
        other.listen(S, Policies.DEFAULTS, null);
        steps.run();
        other.stop();
        int asked = server.asked.size();
        heard.clear();
        other.listen(S, Policies.DEFAULTS, null);
        steps.run();
        assertThat(heard).containsExactly("CONNECTING", "LIVE");
        assertThat(server.asked).hasSize(asked);
    }

    @Test
    void reportsThatItRetriesWhereItJoinsAReadThatIsInterrupted() {
        Recording late = new Recording();
        SessionListener other = listener(Saved.NOTHING, new Delivery(steps, steps, Runnable::run, late));
        server.answers("1", "a")
                .answers("1", "a")
                .drops()
                .drops()
                .meanwhile(() -> other.listen(S, Policies.DEFAULTS, null))
                .drops()
                .answers("1");
        listener.listen(S, Policies.DEFAULTS, null);
        other.listen(S, Policies.DEFAULTS, null);
        steps.run();
        other.stop();
        late.heard.clear();
        steps.advance(Duration.ofMinutes(1));
        assertThat(late.heard).containsExactly("CONNECTING", "RETRYING", "LIVE");
    }
}
