package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.streamlistening.HistoryGonePolicy;
import org.streamlistening.LiveMode;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.Offset;
import org.streamlistening.StreamData;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamReset;
import org.streamlistening.StreamStatus;
import org.streamlistening.UndecodablePolicy;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.listen.delivery.DeliveryToken;
import org.streamlistening.internal.listen.delivery.ObserverNotifier;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.threads.Backoff;

/**
 * A stream is deleted, expires and is created again while listeners read it. A listener receives the messages of each
 * life of the stream from the first one on, once and in order, and a {@link StreamReset} before those of the next life.
 * Threads are tasks here, and the seed selects the task that runs next.
 */
class RecreatedStreamPropertyTest {

    private static final StreamKey S = new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(1));
    private static final Policies FROM_START = new Policies(
            ObserverFailurePolicy.RETRY,
            UndecodablePolicy.STOP,
            HistoryGonePolicy.FROM_START,
            MissingStreamPolicy.WAIT);

    /** The events that can happen between two steps of a thread. */
    enum Act {
        STEP,
        APPEND,
        DELETE,
        CREATE,
        RECREATE,
        RECREATE_AS_LONG,
        LISTEN,
        STOP,
        READ_FAILS,
        OBSERVER_THROWS,
        OBSERVER_STOPS,
        SESSION_MOVES,
        TIME_PASSES
    }

    @Property(tries = 1_000)
    void noMessageIsSkippedInSilence(
            @ForAll @Size(max = 150) List<Act> acts,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3) int listeners) {
        World world = new World(seed, listeners);
        acts.forEach(world::act);
        world.finish();
    }

    /** One server with one stream, some listeners, and all the threads. */
    private static final class World {

        private final Random random;
        private final RandomSteps steps;
        private final Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), () -> 0);
        private final Tails tails;
        private final List<Session> sessions = new ArrayList<>();
        private List<StreamMessage> stream = new ArrayList<>();
        private int life = 1;
        private boolean deleted;
        private boolean closed;
        private boolean readFails;
        private int open;

        World(long seed, int listeners) {
            random = new Random(seed);
            steps = new RandomSteps(random);
            tails = new Tails((key, from) -> new Reader(from), steps, steps, backoff);
            for (int i = 0; i < listeners; i++) {
                sessions.add(new Session(this));
            }
        }

        void act(Act act) {
            Session session = sessions.get(random.nextInt(sessions.size()));
            switch (act) {
                case STEP -> steps.step();
                case APPEND -> append(1 + random.nextInt(3));
                case DELETE -> deleted = true;
                case CREATE -> create();
                case RECREATE -> {
                    deleted = true;
                    create();
                }
                case RECREATE_AS_LONG -> {
                    int size = stream.size();
                    deleted = true;
                    create();
                    append(size);
                }
                case LISTEN -> session.listen();
                case STOP -> session.listener.stop();
                case READ_FAILS -> readFails = true;
                case OBSERVER_THROWS -> session.throwNext = true;
                case OBSERVER_STOPS -> session.stopNext = true;
                case SESSION_MOVES -> session.move();
                case TIME_PASSES -> steps.timePasses();
            }
            for (int i = random.nextInt(6); i > 0; i--) {
                steps.step();
            }
        }

        private void create() {
            if (deleted) {
                deleted = false;
                life++;
                stream = new ArrayList<>();
            }
        }

        private void append(int count) {
            for (int i = 0; i < count && !deleted; i++) {
                stream.add(StreamMessage.of("\"" + life + ":" + stream.size() + "\"", "application/json"));
            }
        }

        void finish() {
            create();
            append(2);
            closed = true;
            for (Session session : sessions) {
                session.throwNext = false;
                session.stopNext = false;
                session.listen();
            }
            for (int i = 0; i < 5_000 && !sessions.stream().allMatch(Session::isCompleted); i++) {
                steps.step();
                steps.timePasses();
            }
            assertThat(sessions).allMatch(Session::isCompleted);
            steps.settle();
            for (Session session : sessions) {
                assertThat(session.received).isEqualTo(new Received(life, stream.size()));
                assertThat(session.announced).isEqualTo(new Received(life, stream.size()));
            }
            assertThat(open).isZero();
        }

        /** Responds with pages and chunks of random size, and rejects offsets of another life. */
        private final class Reader implements StreamReader {

            private StreamPosition position;
            private final RandomPages pages = new RandomPages(random);
            private boolean over;

            Reader(StreamPosition from) {
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
                    throw rejected(0);
                }
                if (deleted) {
                    throw rejected(404);
                }
                if (position.offset().equals(Offset.BEGINNING)) {
                    position = new StreamPosition(offset(0), position.skip());
                }
                String[] groups = position.offset().value().split("_", -1);
                if (Integer.parseInt(groups[0]) != life) {
                    throw rejected(random.nextBoolean() ? 410 : 400);
                }
                return page(Integer.parseInt(groups[1]) + (int) position.skip());
            }

            private StreamBatch page(int start) {
                StreamBatch batch = pages.next(position, start, stream, this::offset, closed);
                position = batch.next();
                return batch;
            }

            private Offset offset(int at) {
                return Offset.of(String.format("%03d_%06d", life, at));
            }

            private StreamException rejected(int status) {
                pages.breakOff();
                return new StreamException("failed with " + status, "s", status, status == 0, null, null);
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

    /** The progress of an observer: a life of the stream, and the number of its messages. */
    private record Received(int life, int messages) {

        /** Checks that the message is the next one of this life, or the first one of a life that a reset announced. */
        Received and(StreamMessage message, boolean reset) {
            String[] parts = message.text().replace("\"", "").split(":", -1);
            int itsLife = Integer.parseInt(parts[0]);
            int before = itsLife == life ? messages : 0;
            assertThat(itsLife).isGreaterThanOrEqualTo(life);
            assertThat(itsLife == life || life == 0 || reset)
                    .as("reset before the first message of life " + itsLife)
                    .isTrue();
            assertThat(Integer.parseInt(parts[1]))
                    .as("message of life " + itsLife)
                    .isEqualTo(before);
            return new Received(itsLife, before + 1);
        }
    }

    /** One session, its progress, and the next actions of its observers. */
    private static final class Session implements ObserverNotifier {

        private final World world;
        private Received received = new Received(0, 0);
        private Received announced = new Received(0, 0);
        private ListenerStateMachine listener;
        private boolean reset;
        private boolean resetBatches;
        private boolean throwNext;
        private boolean stopNext;

        Session(World world) {
            this.world = world;
            this.listener = listener(ListenerSnapshot.NOTHING);
        }

        private ListenerStateMachine listener(ListenerSnapshot snapshot) {
            return new ListenerStateMachine(
                    "",
                    "",
                    snapshot,
                    world.tails,
                    world.steps,
                    new ListenerLimits(1_000_000, world.backoff),
                    new Delivery(DeliveryExecutor.of(world.steps), world.steps, Runnable::run, this));
        }

        void listen() {
            listener.listen(S, FROM_START, null);
        }

        /** The server of the sessions was restarted: they resume where they were. */
        void move() {
            ListenerSnapshot snapshot = listener.release();
            listener = listener(snapshot);
            if (snapshot.listening()) {
                listener.resume();
            }
        }

        boolean isCompleted() {
            return listener.status() == StreamStatus.COMPLETED;
        }

        @Override
        public boolean notifyOf(StreamEvent event, DeliveryToken token) {
            if (event instanceof StreamReset) {
                reset = true;
                resetBatches = true;
            } else if (event instanceof StreamData data) {
                for (StreamMessage message : data.messages()) {
                    announced = announced.and(message, resetBatches);
                }
                resetBatches = false;
            }
            return true;
        }

        @Override
        public boolean notifyOf(StreamMessage message, DeliveryToken token) {
            if (throwNext) {
                throwNext = false;
                throw new IllegalStateException("as scripted");
            }
            received = received.and(message, reset);
            reset = false;
            if (stopNext) {
                stopNext = false;
                listener.stop();
            }
            return true;
        }
    }
}
