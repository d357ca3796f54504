package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.streamlistening.LiveMode;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamPosition;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.threads.Awaitable;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.support.ManualExecutor;

/** Readers that tell when there is something to read: no thread asks them before. */
class AwaitedReadersTest {

    private static final StreamKey S = new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30));

    private final ManualExecutor steps = new ManualExecutor();
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> 0.5);
    private final Awaited reader = new Awaited();
    private final Upstream upstream =
            new Tails((key, from) -> reader, steps, steps, backoff).open(S, StreamPosition.BEGINNING);
    private final RecordingReceiver receiver = new RecordingReceiver();
    private final List<String> heard = receiver.heard;

    /** Waits from its second batch on. */
    private static final class Awaited implements StreamReader, Awaitable {

        private final List<Runnable> waiting = new ArrayList<>();
        private int asked;

        /** Was asked since it was opened: before, there is nothing to wait for. */
        private boolean live;

        private boolean closed;
        private Error failsWith;

        @Override
        public boolean await(Runnable then) {
            if (!live) {
                return false;
            }
            waiting.add(then);
            if (failsWith != null) {
                throw failsWith;
            }
            return true;
        }

        @Override
        public StreamBatch next() {
            if (closed) {
                throw new CancellationException("closed");
            }
            asked++;
            live = true;
            return new StreamBatch(StreamPosition.BEGINNING, List.of(), StreamPosition.BEGINNING, true, false);
        }

        @Override
        public void close() {
            closed = true;
            live = false;
            waiting.forEach(Runnable::run);
        }
    }

    private void first() {
        upstream.next(receiver);
        steps.run();
        assertThat(heard).containsExactly("batch");
        heard.clear();
    }

    @Test
    void areReadWhenTheyAreReadyOnAThreadOfTheExecutor() {
        first();
        upstream.next(receiver);
        steps.run();
        assertThat(reader.asked).isEqualTo(1);
        reader.waiting.get(0).run();
        assertThat(reader.asked).as("not on the thread that tells").isEqualTo(1);
        steps.run();
        assertThat(reader.asked).isEqualTo(2);
        assertThat(heard).containsExactly("batch");
    }

    @Test
    void areReadOnceHoweverOftenTheyNotify() {
        first();
        upstream.next(receiver);
        steps.run();
        reader.waiting.get(0).run();
        reader.waiting.get(0).run();
        steps.run();
        assertThat(reader.asked).isEqualTo(2);
        assertThat(heard).containsExactly("batch");
    }

    @Test
    void bringNothingWhenTheyAreClosedMeanwhile() {
        first();
        upstream.next(receiver);
        steps.run();
        upstream.close();
        steps.run();
        assertThat(reader.closed).isTrue();
        assertThat(reader.asked).isEqualTo(1);
        assertThat(heard).isEmpty();
    }

    /** The wait may have begun when it failed: one of the two goes on. */
    @Test
    void areTriedAgainWhenTheWaitCannotBegin() {
        first();
        reader.failsWith = new OutOfMemoryError("for the test");
        upstream.next(receiver);
        steps.run();
        assertThat(heard).containsExactly("interrupted");
        reader.failsWith = null;
        reader.closed = false;
        steps.advance(Duration.ofSeconds(1));
        assertThat(heard).containsExactly("interrupted", "batch");
        assertThat(reader.asked).isEqualTo(2);
    }
}
