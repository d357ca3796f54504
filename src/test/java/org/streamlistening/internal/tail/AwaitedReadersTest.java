package org.streamlistening.internal.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.streamlistening.LiveMode;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.listen.StreamKey;
import org.streamlistening.internal.testkit.ManualExecutor;
import org.streamlistening.internal.threads.Awaitable;
import org.streamlistening.internal.threads.Backoff;

/** Readers that can be awaited: no thread reads before there is data. */
class AwaitedReadersTest {

    private static final StreamKey S = new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30));

    private final ManualExecutor steps = new ManualExecutor();
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> 0.5);
    private final Awaited reader = new Awaited();
    private final Upstream upstream =
            new Tails((key, from) -> reader, steps, steps, backoff).open(S, StreamPosition.BEGINNING);
    private final RecordingSubscriber receiver = new RecordingSubscriber();
    private final List<String> received = receiver.received;

    /** Waits from its second batch on. */
    private static final class Awaited implements StreamReader, Awaitable {

        private final List<Runnable> waiting = new ArrayList<>();
        private int reads;

        /** Whether it was read since it was opened; it can be awaited then. */
        private boolean live;

        private boolean closed;
        private Error failsWith;

        @Override
        public boolean whenReady(Runnable then) {
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
            reads++;
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
        upstream.request(receiver);
        steps.run();
        assertThat(received).containsExactly("batch");
        received.clear();
    }

    @Test
    void areReadWhenTheyAreReadyOnAThreadOfTheExecutor() {
        first();
        upstream.request(receiver);
        steps.run();
        assertThat(reader.reads).isEqualTo(1);
        reader.waiting.get(0).run();
        assertThat(reader.reads).as("not on the notifying thread").isEqualTo(1);
        steps.run();
        assertThat(reader.reads).isEqualTo(2);
        assertThat(received).containsExactly("batch");
    }

    @Test
    void areReadOnceHoweverOftenTheyNotify() {
        first();
        upstream.request(receiver);
        steps.run();
        reader.waiting.get(0).run();
        reader.waiting.get(0).run();
        steps.run();
        assertThat(reader.reads).isEqualTo(2);
        assertThat(received).containsExactly("batch");
    }

    @Test
    void deliverNothingWhenTheyAreClosedMeanwhile() {
        first();
        upstream.request(receiver);
        steps.run();
        upstream.close();
        steps.run();
        assertThat(reader.closed).isTrue();
        assertThat(reader.reads).isEqualTo(1);
        assertThat(received).isEmpty();
    }

    /** The wait may have begun when it failed: only one of the two continues. */
    @Test
    void areRetriedWhenTheWaitCannotBegin() {
        first();
        reader.failsWith = new OutOfMemoryError("for the test");
        upstream.request(receiver);
        steps.run();
        assertThat(received).containsExactly("interrupted");
        reader.failsWith = null;
        reader.closed = false;
        steps.advance(Duration.ofSeconds(1));
        assertThat(received).containsExactly("interrupted", "batch");
        assertThat(reader.reads).isEqualTo(2);
    }
}
