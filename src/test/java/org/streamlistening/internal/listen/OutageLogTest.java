package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamStatus;
import org.streamlistening.client.EmbeddedServerEndedException;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamPosition;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.delivery.Delivery;
import org.streamlistening.internal.threads.Awaitable;

/** Many listeners meet one outage: the log has one line for all of them. */
class OutageLogTest {

    private final Steps steps = new Steps();
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> 0.5);
    private final Tails tails = new Tails((key, from) -> new Reader(key.streamId(), from), steps, steps, backoff);
    private final List<String> logged = new ArrayList<>();
    private final List<SessionListener> listeners = new ArrayList<>();
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
    private StreamException ended;
    private int polls;

    /** A stream without messages, of a server that may be away. A poll ends at once, and only a few are made. */
    private final class Reader implements StreamReader, Awaitable {

        private final String streamId;
        private StreamPosition position;

        Reader(String streamId, StreamPosition from) {
            this.streamId = streamId;
            this.position = from;
        }

        @Override
        public StreamBatch next() {
            if (ended != null) {
                throw ended;
            }
            if (status != 200) {
                throw new StreamException(
                        "stream '" + streamId + "' answered " + status, streamId, status, status > 404, null, null);
            }
            StreamPosition from = position;
            position = StreamPosition.at(Offset.of("0"));
            return new StreamBatch(from, List.of(), position, true, false);
        }

        /** Until the test goes on. */
        @Override
        public boolean await(Runnable then) {
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
    void note() {
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
            SessionListener listener = new SessionListener(
                    "",
                    "key",
                    Saved.NOTHING,
                    tails,
                    steps,
                    new SessionListener.ObserverRetry(0, backoff),
                    new Delivery(steps, steps, Runnable::run, new Recording()));
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
        assertThat(logged.get(0)).startsWith("WARNING stream 's0' answered 503; trying again");
        status = 200;
        steps.advance(Duration.ofMinutes(2));
        assertThat(logged).hasSize(2);
        assertThat(logged.get(1))
                .isEqualTo("INFO reading works again. Interrupted reads: 1,000, listeners that waited for them: 1,000");
    }

    @Test
    void theNextOutageIsAWarningAgain() {
        for (int i = 1; i <= 2; i++) {
            status = 503;
            listeners.forEach(SessionListener::stop);
            listen(3, 3);
            steps.run();
            status = 200;
            steps.advance(Duration.ofMinutes(2));
            assertThat(logged).hasSize(2 * i);
        }
    }

    @Test
    void whatStoppedInAnOutageDoesNotKeepTheNextOneFromBeingLogged() {
        status = 503;
        listen(1, 1);
        steps.run();
        listeners.forEach(SessionListener::stop);
        listen(1, 1);
        steps.run();
        assertThat(logged).hasSize(2).allMatch(line -> line.startsWith("WARNING"));
    }

    @Test
    void aRefusalOfAThousandListenersIsTwoWarnings() {
        status = 401;
        listen(1_000, 10);
        steps.run();
        steps.advance(Duration.ofMinutes(1));
        assertThat(listeners).allMatch(listener -> listener.status() == StreamStatus.FAILED);
        assertThat(logged)
                .containsExactly(
                        "WARNING listener '' gave up: stream 's0' answered 401",
                        "WARNING 999 more listeners met the status 401 within 10 s");
    }

    /** The application ends, and its server did so before its listeners. */
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
