package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.streamlistening.LiveMode;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.StreamStatus;
import org.streamlistening.internal.testkit.ManualExecutor;

/** An exception that fails to describe itself ends a listener or is skipped like any other exception. */
class UndescribableExceptionsTest {

    private static final StreamKey S = new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30));

    private final ScriptedListeners listeners = new ScriptedListeners();
    private final ManualExecutor steps = listeners.steps;
    private final ScriptedReaders server = listeners.server;
    private final Recording recording = new Recording();
    private final List<String> received = recording.received;
    private final ListenerStateMachine listener = listeners.listener(ListenerSnapshot.NOTHING, recording);

    /** An exception that computes its description, and fails. */
    static final class Undescribable extends IllegalStateException {

        private static final long serialVersionUID = 1;

        private final String broken;

        Undescribable(String broken) {
            super("Undescribable");
            this.broken = broken;
        }

        private int calls;

        @Override
        @SuppressWarnings("ToStringReturnsNull") // This is the fault under test.
        public String toString() {
            if (broken.equals("null")) {
                return null;
            }
            return broken.equals("toString") || (broken.equals("later") && calls++ > 0) ? fail() : "Undescribable";
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
            return broken.equals("cause") ? new Undescribable("toString") : null;
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            if (broken.equals("getStackTrace")) {
                fail();
            }
            return super.getStackTrace();
        }
    }

    /** The parts of the exception that fail, or describe it in an unusual way. */
    static List<String> parts() {
        return List.of(
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
                "later");
    }

    private void listen(Policies policies) {
        listener.listen(S, policies, null);
        steps.run();
        steps.advance(Duration.ofHours(1));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void thePolicyEndsAnExceptionThatCannotDescribeItself(String broken) {
        recording.observer = word -> {
            received.add("tried " + word);
            throw new Undescribable(broken);
        };
        server.respondsWith("1", "a");
        listen(Policies.DEFAULTS);
        assertThat(received.stream().filter("tried a"::equals))
                .as("one delivery and three retries")
                .hasSize(4);
        assertThat(listener.status()).isEqualTo(StreamStatus.FAILED);
        assertThat(received.get(received.size() - 1)).contains("Undescribable");
    }

    @ParameterizedTest
    @MethodSource("parts")
    void thePolicySkipsAMessageWhoseObserverThrowsAnExceptionWithoutADescription(String broken) {
        recording.observer = word -> {
            if (word.equals("a")) {
                throw new Undescribable(broken);
            }
        };
        server.respondsWith("2", "a", "b");
        Policies skip = new Policies(
                ObserverFailurePolicy.SKIP,
                Policies.DEFAULTS.undecodable(),
                Policies.DEFAULTS.historyGone(),
                Policies.DEFAULTS.missing());
        listener.listen(S, skip, null);
        steps.run();
        assertThat(received).endsWith("[a, b]->2", "SKIPPED@-1 attempt 1", "b", "LIVE");
    }

    @ParameterizedTest
    @MethodSource("parts")
    void aReadThatThrowsAnExceptionWithoutADescriptionEndsTheListener(String broken) {
        server.meanwhile(() -> {
            throw new Undescribable(broken);
        });
        listen(Policies.DEFAULTS);
        assertThat(listener.status()).isEqualTo(StreamStatus.FAILED);
        assertThat(received.get(received.size() - 1)).contains("Undescribable");
    }
}
