package org.streamlistening.internal.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.listen.StreamKey;
import org.streamlistening.internal.testkit.ManualExecutor;
import org.streamlistening.internal.threads.Backoff;

/** The end of a shared read, and failures that arrive after it. */
class TailTest {

    private static final StreamKey S = new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30));

    private final ManualExecutor steps = new ManualExecutor();
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> 0.5);
    private final Tails tails = new Tails((key, from) -> new RejectedReader(), steps, steps, backoff);
    private final RecordingSubscriber receiver = new RecordingSubscriber();
    private final List<String> received = receiver.received;

    /** A reader that is closed while its response is on its way. */
    private static final class RejectedReader implements StreamReader {

        @Override
        public StreamBatch next() {
            throw new StreamException("stream 's' is gone", "s", 404, false, null, null);
        }

        @Override
        public void close() {}
    }

    /** The end of the stream, which grows by one message with each read. */
    private static final class GrowingReader implements StreamReader {

        private StreamPosition position;
        private int end = 5;

        GrowingReader(StreamPosition position) {
            this.position = position;
        }

        @Override
        public StreamBatch next() {
            StreamPosition from = position;
            position = StreamPosition.at(Offset.of(Integer.toString(end++)));
            return new StreamBatch(from, List.of(), position, true, false);
        }

        @Override
        public void close() {}
    }

    private TailSubscriber create() {
        return tails.create(S, StreamPosition.BEGINNING, tails.open(S, StreamPosition.BEGINNING), true);
    }

    @Test
    void anErrorAfterAllSubscribersLeftDoesNotEndTheTailOfLaterOnes() {
        TailSubscriber first = create();
        first.request(receiver);
        first.leave();
        assertThat(tails.size()).isZero();
        create();
        steps.run();
        assertThat(tails.size()).isEqualTo(1);
        assertThat(tails.join(S, StreamPosition.BEGINNING, true)).isNotNull();
        assertThat(received).isEmpty();
    }

    @Test
    void anErrorResponseEndsTheTailForAllSubscribers() {
        TailSubscriber first = create();
        TailSubscriber second = tails.join(S, StreamPosition.BEGINNING, true);
        first.request(receiver);
        second.request(receiver);
        steps.run();
        assertThat(received).containsExactly("failed", "failed");
        assertThat(tails.size()).isZero();
        first.leave();
        second.leave();
        create();
        assertThat(tails.size()).isEqualTo(1);
    }

    /** One listener has not requested its first batch yet, while the stream went on for others. */
    @Test
    void anEarlierNowIsNotTheNowOfALaterListener() {
        Tails growing = new Tails((key, from) -> new GrowingReader(from), steps, steps, backoff, steps::nanoTime);
        BatchSource first = growing.source(S, StreamPosition.at(Offset.NOW));
        BatchSource late = growing.source(S, StreamPosition.at(Offset.NOW));
        first.request(receiver);
        steps.run();
        first.request(receiver);
        steps.run();
        steps.advance(HeadAge.LIMIT.plusMillis(1));
        assertThat(growing.join(S, StreamPosition.at(Offset.NOW), false)).isNull();
        late.close();
    }
}
