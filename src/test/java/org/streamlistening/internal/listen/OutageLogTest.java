package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.HistoryGonePolicy;
import org.streamlistening.LiveMode;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.UndecodablePolicy;
import org.streamlistening.client.EmbeddedServerEndedException;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.threads.Awaitable;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.support.ManualExecutor;

/** Many listeners meet one outage: the log has one line for all of them. */
class OutageLogTest {

    private final ManualExecutor steps = new ManualExecutor();
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> 0.5);
    private final Tails tails =
            new Tails((key, from) -> new Reader(key.streamId(), from), steps, steps, backoff, steps::nanoTime);
    private final List<String> logged = new ArrayList<>();
    private final List<ListenerStateMachine> listeners = new ArrayList<>();
    private final Logger logger = Logger.getLogger("org.streamlistening");
    private final Level before = logger.getLevel();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord message) {
            if (message.getLevel().intValue() >= Level.INFO.intValue()) {
                logged.add(message.getLevel() + " " + new SimpleFormatter().formatMessage(message));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private int status = 200;

    /** The failures of single streams, before that of the server. */
    private final Map<String, StreamException> failures = new HashMap<>();

    private StreamException ended;
    private int polls;

    /**
     * A stream without messages of a server that can be unavailable. A poll ends at once; the number of polls is
     * limited.
     */
    private final class Reader implements StreamReader, Awaitable {

        private final String streamId;
        private StreamPosition position;

        Reader(String streamId, StreamPosition from) {
            this.streamId = streamId;
            this.position = from;
        }

        @Override
        public StreamBatch next() {
            StreamException failure = failures.get(streamId);
            if (failure != null) {
                // The stream exists again: the server rejects only its old offset.
                failures.computeIfPresent(streamId, (id, thrown) -> thrown.status() == 410 ? null : thrown);
                throw failure;
            }
            if (ended != null) {
                throw ended;
            }
            if (status != 200) {
                throw new StreamException(
                        "stream '" + streamId + "' failed with " + status, streamId, status, status > 404, null, null);
            }
            StreamPosition from = position;
            position = StreamPosition.at(Offset.of("0"));
            return new StreamBatch(from, List.of(), position, true, false);
        }

        /** Waits until the test continues. */
        @Override
        public boolean whenReady(Runnable then) {
            if (status != 200
                    || !position.equals(StreamPosition.at(Offset.of("0")))
                    || ++polls <= 3 * listeners.size()) {
                return false;
            }
            polls = 0;
            return true;
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void addHandler() {
        logger.setLevel(Level.INFO);
        logger.addHandler(handler);
    }

    @AfterEach
    void restore() {
        logger.removeHandler(handler);
        logger.setLevel(before);
    }

    private void listen(int count, int streams) {
        for (int i = 0; i < count; i++) {
            ListenerStateMachine listener = new ListenerStateMachine(
                    "",
                    "key" + i,
                    ListenerSnapshot.NOTHING,
                    tails,
                    steps,
                    new ListenerLimits(0, backoff),
                    new Delivery(DeliveryExecutor.of(steps), steps, Runnable::run, new Recording()));
            listeners.add(listener);
            listener.listen(
                    new StreamKey("s" + i % streams, LiveMode.LONG_POLL, Duration.ofSeconds(30)),
                    Policies.DEFAULTS,
                    null);
        }
    }

    @Test
    void anOutageOfTheServerIsOneWarningAndItsEndOneLineForAThousandListeners() {
        status = 503;
        listen(1_000, 10);
        steps.run();
        steps.advance(Duration.ofSeconds(5));
        assertThat(listeners).allMatch(listener -> listener.status() == StreamStatus.RETRYING);
        assertThat(logged).hasSize(1);
        assertThat(logged.get(0)).startsWith("WARNING stream 's0' failed with 503; trying again");
        status = 200;
        steps.advance(Duration.ofMinutes(2));
        assertThat(logged).hasSize(2);
        assertThat(logged.get(1))
                .isEqualTo(
                        "INFO reading works again after 6s. Interrupted reads: 1,000, listeners that waited for them: 1,000");
    }

    @Test
    void theNextOutageIsAWarningAgain() {
        for (int i = 1; i <= 2; i++) {
            status = 503;
            listeners.forEach(ListenerStateMachine::stop);
            listen(3, 3);
            steps.run();
            status = 200;
            steps.advance(Duration.ofMinutes(2));
            assertThat(logged).hasSize(2 * i);
        }
    }

    @Test
    void aListenerThatStopsInAnOutageDoesNotHideTheNextOutage() {
        status = 503;
        listen(1, 1);
        steps.run();
        listeners.forEach(ListenerStateMachine::stop);
        listen(1, 1);
        steps.run();
        assertThat(logged).hasSize(2).allMatch(line -> line.startsWith("WARNING"));
    }

    @Test
    void anErrorForAThousandListenersIsTwoWarnings() {
        status = 401;
        listen(1_000, 10);
        steps.run();
        steps.advance(Duration.ofMinutes(1));
        assertThat(listeners).allMatch(listener -> listener.status() == StreamStatus.FAILED);
        assertThat(logged)
                .containsExactly(
                        "WARNING the listener gave up: stream 's0' failed with 401",
                        "WARNING 999 more listeners gave up within 10s for the same reason, on streams 's1', 's2',"
                                + " 's3', 's4', 's5' and others. The first message was: stream 's0' failed with 401");
    }

    private static StreamException passing(String stream, int status, Throwable cause) {
        return new StreamException("cannot read stream '" + stream + "': " + status, stream, status, true, null, cause);
    }

    private static StreamException rejected(String stream, int status, String why) {
        return new StreamException("cannot read stream '" + stream + "': " + why, stream, status, false, null, null);
    }

    private void fail(int streams, IntFunction<StreamException> failure) {
        for (int i = 0; i < streams; i++) {
            failures.put("s" + i, failure.apply(i));
        }
    }

    @Test
    void anOutageIsOneWarningForAllKindsOfFailedReads() {
        List<Integer> kinds = List.of(0, 200, 502, 503, 404);
        fail(10, i -> passing("s" + i, kinds.get(i % 5), new IOException("no server there")));
        listen(20, 10);
        steps.run();
        steps.advance(Duration.ofMinutes(5));
        fail(10, i -> passing("s" + i, kinds.get((i + 1) % 5), new IOException("another response")));
        steps.advance(Duration.ofMinutes(5));
        assertThat(logged).hasSize(1);
        failures.clear();
        steps.advance(Duration.ofMinutes(2));
        assertThat(logged).hasSize(2);
        assertThat(logged.get(1))
                .isEqualTo(
                        "INFO reading works again after 611s. Interrupted reads: 20, listeners that waited for them: 20");
    }

    @Test
    void anOutageOfTheServerIsLoggedAlthoughOneStreamWasInterruptedBefore() {
        failures.put("s0", passing("s0", 500, new IOException("broken")));
        listen(3, 3);
        steps.run();
        steps.advance(Duration.ofMinutes(1));
        assertThat(logged).hasSize(1);
        fail(3, i -> passing("s" + i, 503, null));
        listeners.get(1).stop();
        listeners
                .get(1)
                .listen(new StreamKey("s1", LiveMode.LONG_POLL, Duration.ofSeconds(30)), Policies.DEFAULTS, null);
        steps.run();
        steps.advance(Duration.ofMinutes(1));
        assertThat(logged).hasSize(2);
        assertThat(logged.get(1)).startsWith("WARNING cannot read stream 's1': 503");
    }

    @Test
    void aRecoveryThroughAnErrorResponseIsOneLineToo() {
        Policies fromStart = new Policies(
                ObserverFailurePolicy.RETRY,
                UndecodablePolicy.STOP,
                HistoryGonePolicy.FROM_START,
                MissingStreamPolicy.FAIL);
        listen(1, 1);
        StreamKey key = new StreamKey("s0", LiveMode.LONG_POLL, Duration.ofSeconds(30));
        listeners.get(0).listen(key, fromStart, StreamPosition.at(Offset.of("7")));
        failures.put("s0", passing("s0", 503, null));
        steps.run();
        steps.advance(Duration.ofSeconds(10));
        assertThat(listeners.get(0).status()).isEqualTo(StreamStatus.RETRYING);
        failures.put("s0", rejected("s0", 410, "gone"));
        steps.advance(Duration.ofSeconds(30));
        failures.clear();
        steps.advance(Duration.ofMinutes(5));
        assertThat(listeners.get(0).status()).isEqualTo(StreamStatus.LIVE);
        assertThat(logged.stream().filter(line -> !line.contains("The listener goes on")))
                .containsExactly(
                        "WARNING cannot read stream 's0': 503; trying again. Further reads that fail until reading works"
                                + " again are logged at DEBUG, and counted",
                        "INFO reading works again after 13s. Interrupted reads: 1, listeners that waited for them: 1");
    }

    @Test
    void anOutageThatEndsWithAFinalErrorIsOver() {
        failures.put("s0", passing("s0", 503, null));
        listen(1, 1);
        steps.run();
        steps.advance(Duration.ofSeconds(10));
        failures.put("s0", rejected("s0", 401, "who are you"));
        steps.advance(Duration.ofMinutes(5));
        assertThat(logged).hasSize(3);
        assertThat(logged.get(2)).startsWith("INFO the server responds again after 73s.");
    }

    @Test
    void aListenerThatGivesUpSeveralTimesIsOneListener() {
        for (int i = 1; i <= 4; i++) {
            failures.put("none" + i, rejected("none" + i, 404, "there is no such stream"));
        }
        listen(1, 1);
        steps.run();
        logged.clear();
        for (int i = 1; i <= 4; i++) {
            StreamKey key = new StreamKey("none" + i, LiveMode.LONG_POLL, Duration.ofSeconds(30));
            listeners.get(0).listen(key, Policies.DEFAULTS, null);
            steps.advance(Duration.ofMillis(1200));
        }
        steps.advance(Duration.ofMinutes(1));
        assertThat(logged)
                .containsExactly(
                        "WARNING the listener gave up: cannot read stream 'none1': there is no such stream",
                        "WARNING the same listener gave up 3 more times within 10s for the same reason, on streams 'none2',"
                                + " 'none3', 'none4'. The first message was: cannot read stream 'none1': there is no"
                                + " such stream");
    }

    @Test
    void failuresThatOnlyShareTheirStatusAreEachLogged() {
        failures.put("s0", rejected("s0", 200, "content coding 'br'"));
        failures.put("s1", rejected("s1", 200, "no JSON"));
        failures.put("s2", rejected("s2", 200, "no JSON"));
        listen(3, 3);
        steps.run();
        steps.advance(Duration.ofMinutes(1));
        assertThat(logged)
                .containsExactly(
                        "WARNING the listener gave up: cannot read stream 's0': content coding 'br'",
                        "WARNING the listener gave up: cannot read stream 's1': no JSON",
                        "WARNING 1 more listener gave up within 10s for the same reason, on stream 's2'. The first message"
                                + " was: cannot read stream 's1': no JSON");
    }

    /** The application ends, and its server ended before its listeners. */
    @Test
    void theEndOfTheServerOfThisProcessIsNoOutage() {
        listen(3, 2);
        steps.run();
        assertThat(listeners).allMatch(listener -> listener.status() == StreamStatus.LIVE);
        ended = new EmbeddedServerEndedException("the embedded server has ended", "s0", new IOException("ended"));
        listen(1, 3);
        steps.run();
        steps.advance(Duration.ofMinutes(2));
        assertThat(logged).isEmpty();
        assertThat(listeners.subList(0, 3)).allMatch(listener -> listener.status() == StreamStatus.LIVE);
        assertThat(listeners).noneMatch(listener -> listener.status() == StreamStatus.RETRYING);
        ended = null;
        steps.advance(Duration.ofMinutes(2));
        assertThat(listeners).allMatch(listener -> listener.status() == StreamStatus.LIVE);
        assertThat(logged).isEmpty();
    }
}
