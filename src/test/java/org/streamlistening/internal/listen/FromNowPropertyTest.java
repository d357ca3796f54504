package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.tail.ReadKey;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.threads.Backoff;

/**
 * Listeners begin at "now" or at an offset, stop and continue, while a writer appends, reads fail and time passes, in
 * any order of the threads. A listener receives each message from its start on, in order and once. If it joined a
 * shared read, its start is the head of that read, and no message after the call is missing. If its own request decides,
 * the start is the end of the stream at a later moment.
 */
class FromNowPropertyTest {

    private static final StreamKey S = new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(1));

    enum Act {
        STEP,
        APPEND,
        LISTEN_FROM_NOW,
        LISTEN_AGAIN,
        STOP,
        READ_FAILS,
        TIME_PASSES
    }

    @Property(tries = 1_000)
    void eachMessageFromTheStartOnArrivesOnceAndInOrder(
            @ForAll @Size(max = 120) List<Act> acts,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int listeners) {
        World world = new World(seed, listeners);
        acts.forEach(world::act);
        world.finish();
    }

    private static final class World {

        private final Random random;
        private final RandomSteps steps;
        private final List<StreamMessage> stream = new ArrayList<>();
        private final List<Listener> listeners;
        private long now;
        private boolean readFails;
        private boolean closed;
        private int open;

        World(long seed, int count) {
            random = new Random(seed);
            steps = new RandomSteps(random);
            Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), () -> 0);
            Tails tails = new Tails((key, from) -> new Reader(key, from), steps, steps, backoff, () -> now);
            listeners = Stream.generate(() -> new Listener(this, tails, backoff))
                    .limit(count)
                    .toList();
        }

        void act(Act act) {
            Listener listener = listeners.get(random.nextInt(listeners.size()));
            switch (act) {
                case STEP -> steps.step();
                case APPEND -> append();
                case LISTEN_FROM_NOW -> listener.listenFromNow();
                case LISTEN_AGAIN -> listener.listenAgain();
                case STOP -> listener.machine.stop();
                case READ_FAILS -> readFails = true;
                case TIME_PASSES -> {
                    now += Duration.ofMillis(random.nextInt(2_000)).toNanos();
                    steps.timePasses();
                }
            }
            for (int i = random.nextInt(5); i > 0; i--) {
                steps.step();
            }
        }

        private void append() {
            stream.add(StreamMessage.of(String.valueOf(stream.size()), "application/json"));
        }

        void finish() {
            readFails = false;
            listeners.forEach(Listener::listenAgain);
            for (int i = 0; i < 100; i++) {
                steps.step();
            }
            append();
            closed = true;
            for (int i = 0; i < 5_000 && !listeners.stream().allMatch(Listener::isCompleted); i++) {
                steps.step();
                steps.timePasses();
            }
            assertThat(listeners).allMatch(Listener::isCompleted);
            steps.settle();
            listeners.forEach(Listener::check);
            assertThat(open).isZero();
        }

        /** Responds with pages and chunks of random size; "now" is the end of the stream when it is read. */
        private final class Reader implements StreamReader {

            private final ReadKey key;
            private final RandomPages pages = new RandomPages(random);
            private StreamPosition position;
            private boolean over;

            Reader(ReadKey key, StreamPosition from) {
                this.key = key;
                this.position = from;
                open++;
            }

            @Override
            public StreamBatch next() {
                if (over) {
                    throw new CancellationException();
                }
                if (readFails) {
                    readFails = false;
                    pages.breakOff();
                    throw new StreamException("lost", key.streamId(), 0, true, null, null);
                }
                StreamBatch batch = position.offset().equals(Offset.NOW)
                        ? new StreamBatch(position, List.of(), at(stream.size()), true, closed)
                        : pages.next(position, start(), stream, end -> at(end).offset(), closed);
                position = batch.next();
                return batch;
            }

            private int start() {
                return index(position.offset()) + (int) position.skip();
            }

            private StreamPosition at(int index) {
                return StreamPosition.at(Offset.of(String.valueOf(index)));
            }

            @Override
            public void close() {
                if (!over) {
                    over = true;
                    open--;
                }
            }
        }
    }

    private static int index(Offset offset) {
        return offset.equals(Offset.BEGINNING) ? 0 : Integer.parseInt(offset.value());
    }

    /** One listener, and the messages that it received since it began at "now". */
    private static final class Listener {

        private final World world;
        private final ListenerStateMachine machine;
        private final List<Integer> received = new ArrayList<>();

        /** The number of messages before the latest start at "now"; -1 until it is known. */
        private int start;

        /** The number of messages when the listener was started at "now". */
        private int written;

        Listener(World world, Tails tails, Backoff backoff) {
            this.world = world;
            ResolvedObservers observers = new ResolvedObservers();
            observers.observe(StreamMessage.class, message -> received.add(Integer.parseInt(message.text())));
            Delivery delivery =
                    new Delivery(DeliveryExecutor.of(world.steps), world.steps, Runnable::run, observers.forListener());
            machine = new ListenerStateMachine(
                    "", "", ListenerSnapshot.NOTHING, tails, world.steps, new ListenerLimits(0, backoff), delivery);
        }

        void listenFromNow() {
            machine.listen(S, Policies.DEFAULTS, StreamPosition.at(Offset.NOW));
            received.clear();
            written = world.stream.size();
            start = machine.offset().equals(Offset.NOW) ? -1 : index(machine.offset());
            if (start >= 0) {
                assertThat(start).as("the head of the shared read").isLessThanOrEqualTo(written);
            }
        }

        /** Continues where it was: at "now" only if no response has named that position yet. */
        void listenAgain() {
            if (machine.offset().equals(Offset.NOW)) {
                listenFromNow();
            } else {
                machine.listen(S, Policies.DEFAULTS, null);
            }
        }

        boolean isCompleted() {
            return machine.status() == StreamStatus.COMPLETED;
        }

        void check() {
            int end = world.stream.size();
            int first = start >= 0 ? start : received.isEmpty() ? end : received.get(0);
            if (start < 0) {
                assertThat(first).as("the end of the stream at a later moment").isGreaterThanOrEqualTo(written);
            }
            assertThat(received).isEqualTo(IntStream.range(first, end).boxed().toList());
        }
    }
}
