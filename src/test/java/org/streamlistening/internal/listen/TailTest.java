package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.streamlistening.LiveMode;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamPosition;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.support.ManualExecutor;

/** The end of a shared read, and what comes too late for it. */
class TailTest {

    private static final StreamKey S = new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30));

    private final ManualExecutor steps = new ManualExecutor();
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> 0.5);
    private final Tails tails = new Tails((key, from) -> new Refused(), steps, steps, backoff);
    private final RecordingReceiver receiver = new RecordingReceiver();
    private final List<String> heard = receiver.heard;

    /** A reader whose answer is on its way when it is closed. */
    private static final class Refused implements StreamReader {

        @Override
        public StreamBatch next() {
            throw new StreamException("stream 's' is gone", "s", 404, false, null, null);
        }

        @Override
        public void close() {}
    }

    private Tail.Seat found() {
        return tails.found(S, StreamPosition.BEGINNING, tails.open(S, StreamPosition.BEGINNING));
    }

    @Test
    void anErrorAfterAllSubscribersLeftDoesNotEndTheTailOfLaterOnes() {
        Tail.Seat first = found();
        first.next(receiver);
        first.leave();
        assertThat(tails.size()).isZero();
        found();
        steps.run();
        assertThat(tails.size()).isEqualTo(1);
        assertThat(tails.join(S, StreamPosition.BEGINNING, true)).isNotNull();
        assertThat(heard).isEmpty();
    }

    @Test
    void anErrorResponseEndsTheTailForAllSubscribers() {
        Tail.Seat first = found();
        Tail.Seat second = tails.join(S, StreamPosition.BEGINNING, true);
        first.next(receiver);
        second.next(receiver);
        steps.run();
        assertThat(heard).containsExactly("refused", "refused");
        assertThat(tails.size()).isZero();
        first.leave();
        second.leave();
        found();
        assertThat(tails.size()).isEqualTo(1);
    }
}
