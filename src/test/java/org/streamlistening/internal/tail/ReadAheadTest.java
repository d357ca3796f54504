package org.streamlistening.internal.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
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

/** The read of a listener that catches up goes on while the listener handles a batch. */
class ReadAheadTest {

    private static final StreamKey S = new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30));

    private final ManualExecutor steps = new ManualExecutor();
    private final Deque<Supplier<StreamBatch>> responses = new ArrayDeque<>();
    private final List<String> reads = new ArrayList<>();
    private final Tails tails = new Tails(
            (key, from) -> new ScriptedReader(),
            steps,
            steps,
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> 0.5),
            steps::nanoTime);
    private final RecordingSubscriber receiver = new RecordingSubscriber();
    private final BatchSource source = tails.source(S, StreamPosition.BEGINNING);

    private final class ScriptedReader implements StreamReader {

        @Override
        public StreamBatch next() {
            reads.add("read");
            return responses.remove().get();
        }

        @Override
        public void close() {}
    }

    private static StreamPosition at(int offset) {
        return offset == 0 ? StreamPosition.BEGINNING : StreamPosition.at(Offset.of(Integer.toString(offset)));
    }

    private void batch(int from, boolean upToDate) {
        responses.add(() -> new StreamBatch(at(from), List.of(), at(from + 1), upToDate, false));
    }

    private void failure(boolean retryable) {
        responses.add(() -> {
            throw new StreamException("scripted", "s", 500, retryable, null, null);
        });
    }

    private void request() {
        source.request(receiver);
        steps.run();
    }

    @Test
    void oneBatchIsReadAheadAndNoMore() {
        batch(0, false);
        batch(1, false);
        batch(2, false);
        batch(3, false);
        request();
        assertThat(receiver.received).containsExactly("batch");
        assertThat(reads).hasSize(2);
        request();
        assertThat(receiver.received).containsExactly("batch", "batch");
        assertThat(reads).hasSize(3);
        assertThat(source.position()).isEqualTo(at(2));
    }

    @Test
    void nothingIsReadAheadOfTheEndOfTheStream() {
        batch(0, true);
        batch(1, true);
        request();
        assertThat(reads).hasSize(1);
        request();
        assertThat(receiver.received).containsExactly("batch", "batch");
    }

    @Test
    void aRequestTakesTheBatchThatIsBeingRead() {
        batch(0, false);
        responses.add(() -> {
            source.request(receiver);
            assertThat(receiver.received).containsExactly("batch");
            return new StreamBatch(at(1), List.of(), at(2), true, false);
        });
        request();
        assertThat(receiver.received).containsExactly("batch", "batch");
        assertThat(reads).hasSize(2);
    }

    @Test
    void aFailureAheadReachesTheNextRequest() {
        batch(0, false);
        failure(false);
        request();
        assertThat(receiver.received).containsExactly("batch");
        request();
        assertThat(receiver.received).containsExactly("batch", "failed");
    }

    @Test
    void anOutageAheadReachesTheNextRequestUntilItIsOver() {
        batch(0, false);
        failure(true);
        batch(1, false);
        batch(2, false);
        request();
        assertThat(receiver.received).containsExactly("batch");
        request();
        assertThat(receiver.received).containsExactly("batch", "interrupted");
        steps.advance(Duration.ofSeconds(1));
        steps.run();
        assertThat(receiver.received).containsExactly("batch", "interrupted", "batch");
        request();
        assertThat(receiver.received).containsExactly("batch", "interrupted", "batch", "batch");
    }

    @Test
    void anOutageAheadThatIsOverIsNoEvent() {
        batch(0, false);
        failure(true);
        batch(1, false);
        batch(2, false);
        request();
        steps.advance(Duration.ofSeconds(1));
        steps.run();
        request();
        assertThat(receiver.received).containsExactly("batch", "batch");
    }

    @Test
    void aSubscriberThatThrowsHasAFailedRequest() {
        batch(0, false);
        batch(1, false);
        List<String> received = new ArrayList<>();
        source.request(new BatchSubscriber() {
            @Override
            public void onBatch(StreamBatch batch) {
                throw new IllegalStateException("no memory");
            }

            @Override
            public void onInterruption(StreamException cause) {}

            @Override
            public void onFailure(RuntimeException cause) {
                received.add("failed");
            }
        });
        steps.run();
        assertThat(received).containsExactly("failed");
    }

    @Test
    void aClosedSourceGetsNothing() {
        batch(0, false);
        batch(1, false);
        request();
        source.close();
        request();
        assertThat(receiver.received).containsExactly("batch");
    }

    /** The end of the stream was read while the listener was busy, and the stream may have grown since. */
    @Test
    void aBatchThatWasKeptDoesNotTellWhereTheStreamEndsNow() {
        batch(0, false);
        batch(1, true);
        request();
        steps.advance(Duration.ofMinutes(1));
        request();
        assertThat(tails.size()).isEqualTo(1);
        assertThat(tails.join(S, StreamPosition.at(Offset.NOW), false)).isNull();
    }

    @Test
    void aBatchThatWasAwaitedTellsWhereTheStreamEndsNow() {
        batch(0, true);
        request();
        assertThat(tails.join(S, StreamPosition.at(Offset.NOW), false)).isNotNull();
    }
}
