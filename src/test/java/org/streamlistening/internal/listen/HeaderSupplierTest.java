package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.streamlistening.client.ScriptedResponse.json;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.streamlistening.LiveMode;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.client.ScriptedServer;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.testkit.ManualExecutor;
import org.streamlistening.internal.threads.Backoff;

/** The application's supplier of request headers throws: a read says so, and a listener goes on or fails visibly. */
class HeaderSupplierTest {

    private final ScriptedServer server = new ScriptedServer()
            .respondsWith(
                    json("[1]").next("1").upToDate(), json("[2]").next("2").closed());
    private final Queue<Throwable> thrown = new ArrayDeque<>();
    private boolean fails;
    private final DurableStreamsClient client =
            DurableStreamsClient.builder(server.base()).headers(this::headers).build();

    private Map<String, String> headers() {
        Throwable next = fails ? thrown.poll() : null;
        if (next != null) {
            HeaderSupplierTest.<RuntimeException>throwIt(next);
        }
        return Map.of();
    }

    /** Other languages of the JVM throw checked exceptions anywhere. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void throwIt(Throwable any) throws E {
        throw (E) any;
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    static Stream<Throwable> exceptions() {
        return Stream.of(
                new IllegalStateException("no token"),
                new CancellationException("the token service stopped"),
                new IOException("checked"));
    }

    static Stream<Error> errors() {
        return Stream.of(new AssertionError("no token"), new NoClassDefFoundError("com/example/Tokens"));
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void aReaderThrowsARetryableExceptionAndGoesOn(Throwable exception) {
        try (StreamReader reader = client.open("chat", ReadOptions.live(LiveMode.LONG_POLL))) {
            assertThat(reader.next().messages()).hasSize(1);
            throwsNext(exception);
            assertThatThrownBy(reader::next)
                    .isInstanceOfSatisfying(
                            StreamException.class,
                            e -> assertThat(e.retryable()).isTrue())
                    .hasCause(exception);
            assertThat(reader.next().messages()).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aReaderThrowsAnErrorAndGoesOn(Error error) {
        try (StreamReader reader = client.open("chat", ReadOptions.live(LiveMode.LONG_POLL))) {
            assertThat(reader.next().messages()).hasSize(1);
            throwsNext(error);
            assertThatThrownBy(reader::next).isSameAs(error);
            assertThat(reader.next().messages()).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void aListenerRetriesAfterAnException(Throwable exception) {
        Recording recording = listensUntil(exception);
        assertThat(recording.received)
                .startsWith("CONNECTING", "CATCHING_UP", "[1]->1", "1", "LIVE", "RETRYING")
                .endsWith("[2]->2", "2", "COMPLETED", "completed@2");
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aListenerFailsVisiblyAfterAnError(Error error) {
        Recording recording = listensUntil(error);
        assertThat(recording.received)
                .startsWith("CONNECTING", "CATCHING_UP", "[1]->1", "1", "LIVE", "FAILED")
                .hasSize(7);
        assertThat(recording.received.get(6)).startsWith("failed 0: ").contains(error.toString());
    }

    private void throwsNext(Throwable failure) {
        fails = true;
        thrown.add(failure);
    }

    /** Throws several times: the first failure without a response is retried at once, as after a stale connection. */
    private Recording listensUntil(Throwable failure) {
        thrown.addAll(List.of(failure, failure, failure, failure));
        ManualExecutor steps = new ManualExecutor();
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> 0.5);
        Tails tails = new Tails(
                (key, from) -> client.open(
                        key.streamId(), ReadOptions.live(LiveMode.LONG_POLL).from(from)),
                steps,
                steps,
                backoff);
        Recording recording = new Recording();
        recording.observer = message -> fails = true;
        ListenerStateMachine listener = new ListenerStateMachine(
                "",
                "key",
                ListenerSnapshot.NOTHING,
                tails,
                steps,
                new ListenerLimits(3, backoff),
                new Delivery(DeliveryExecutor.of(steps), steps, Runnable::run, recording));
        listener.listen(new StreamKey("chat", LiveMode.LONG_POLL, Duration.ofSeconds(30)), Policies.DEFAULTS, null);
        steps.advance(Duration.ofMinutes(1));
        listener.abandon();
        return recording;
    }
}
