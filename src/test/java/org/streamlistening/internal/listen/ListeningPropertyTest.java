package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamData;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamStatus;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamPosition;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.delivery.Delivery;

/**
 * Whatever is written, fails, is stopped and started, in whatever order the threads come: each message arrives exactly
 * once, in order, and nothing that was stopped, or whose session ended. Threads are tasks here, and the seed decides which one runs next.
 */
class ListeningPropertyTest {

    /** What may happen between two steps of some thread. */
    enum Act {
        STEP,
        APPEND_S,
        APPEND_T,
        LISTEN_S,
        LISTEN_T,
        STOP,
        SESSION_ENDS,
        OBSERVER_ENDS_SESSION,
        READ_FAILS,
        OBSERVER_THROWS,
        OBSERVER_STOPS,
        OBSERVER_SWITCHES,
        TIME_PASSES
    }

    @Property(tries = 1_000)
    void eachMessageArrivesOnceAndInOrder(
            @ForAll @Size(max = 150) List<Act> acts,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3) int listeners) {
        World world = new World(seed, listeners);
        acts.forEach(world::act);
        world.finish();
    }

    /** One server, some listeners, and all the threads. */
    private static final class World {

        private final Random random;
        private final List<Runnable> tasks = new ArrayList<>();
        private final List<Runnable> timers = new ArrayList<>();
        private final Map<String, List<StreamMessage>> streams = new TreeMap<>();
        private final List<Session> sessions = new ArrayList<>();
        private boolean closed;
        private boolean readFails;
        private int open;

        World(long seed, int listeners) {
            random = new Random(seed);
            streams.put("s", new ArrayList<>());
            streams.put("t", new ArrayList<>());
            Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), () -> 0);
            Executor threads = tasks::add;
            Timer timer = (delay, task) -> {
                timers.add(task);
                return () -> timers.remove(task);
            };
            Tails tails = new Tails((key, from) -> new Reader(key.streamId(), from), threads, timer, backoff);
            for (int i = 0; i < listeners; i++) {
                sessions.add(new Session(tails, threads, timer, backoff));
            }
        }

        void act(Act act) {
            Session session = sessions.get(random.nextInt(sessions.size()));
            switch (act) {
                case STEP -> step();
                case APPEND_S -> append("s");
                case APPEND_T -> append("t");
                case LISTEN_S -> session.listen("s");
                case LISTEN_T -> session.listen("t");
                case STOP -> session.stop();
                case SESSION_ENDS -> session.end();
                case OBSERVER_ENDS_SESSION -> session.endNext = true;
                case READ_FAILS -> readFails = true;
                case OBSERVER_THROWS -> session.throwNext = true;
                case OBSERVER_STOPS -> session.stopNext = true;
                case OBSERVER_SWITCHES -> session.switchNext = true;
                case TIME_PASSES -> timePasses();
            }
            for (int i = random.nextInt(6); i > 0; i--) {
                step();
            }
        }

        private void append(String streamId) {
            List<StreamMessage> stream = streams.get(streamId);
            stream.add(StreamMessage.of(streamId + ":" + stream.size(), "application/json"));
        }

        private void step() {
            if (!tasks.isEmpty()) {
                tasks.remove(random.nextInt(tasks.size())).run();
            }
        }

        private void timePasses() {
            List.copyOf(timers).forEach(timer -> {
                if (timers.remove(timer)) {
                    timer.run();
                }
            });
        }

        void finish() {
            closed = true;
            for (String streamId : streams.keySet()) {
                for (Session session : sessions) {
                    session.quiet();
                    session.listen(streamId);
                }
                for (int i = 0; i < 5_000 && !sessions.stream().allMatch(Session::isOver); i++) {
                    step();
                    timePasses();
                }
                assertThat(sessions).allMatch(Session::isOver);
                // What follows the change of status: the last event, and the end of the read.
                while (!tasks.isEmpty()) {
                    step();
                }
            }
            for (Session session : sessions) {
                streams.forEach((streamId, messages) -> {
                    List<String> all = IntStream.range(0, messages.size())
                            .mapToObj(i -> streamId + ":" + i)
                            .toList();
                    List<String> announced = session.announced.stream()
                            .filter(text -> text.startsWith(streamId))
                            .toList();
                    if (session.ended) {
                        assertThat(session.heard(streamId))
                                .isEqualTo(
                                        all.subList(0, session.heard(streamId).size()));
                        assertThat(announced).isEqualTo(all.subList(0, announced.size()));
                    } else {
                        assertThat(session.heard(streamId)).isEqualTo(all);
                        assertThat(announced).isEqualTo(all);
                    }
                });
            }
            assertThat(open).isZero();
        }

        /** Answers in pages and chunks of random size. */
        private final class Reader implements StreamReader {

            private final String streamId;
            private StreamPosition position;
            private int pageEnd = -1;
            private boolean over;

            Reader(String streamId, StreamPosition from) {
                this.streamId = streamId;
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
                    pageEnd = -1;
                    throw new StreamException("lost", streamId, 0, true, null, null);
                }
                List<StreamMessage> all = streams.get(streamId);
                String offset = position.offset().value();
                int start = (offset.equals("-1") ? 0 : Integer.parseInt(offset)) + (int) position.skip();
                pageEnd = pageEnd < 0 ? Math.min(all.size(), start + random.nextInt(5)) : pageEnd;
                int end = Math.min(pageEnd, start + 1 + random.nextInt(3));
                boolean whole = end == pageEnd;
                StreamPosition next = whole
                        ? StreamPosition.at(Offset.of(String.valueOf(end)))
                        : new StreamPosition(position.offset(), position.skip() + end - start);
                boolean upToDate = whole && end == all.size();
                StreamBatch batch =
                        new StreamBatch(position, all.subList(start, end), next, upToDate, upToDate && closed);
                position = next;
                pageEnd = whole ? -1 : pageEnd;
                return batch;
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

    /** One listener, what it heard, and what its observers do next. */
    private static final class Session implements Observers {

        private final List<String> heard = new ArrayList<>();
        private final List<String> announced = new ArrayList<>();
        private final SessionListener listener;
        private String allowed = "";
        private boolean throwNext;
        private boolean stopNext;
        private boolean switchNext;
        private boolean endNext;
        private boolean ended;

        Session(Tails tails, Executor threads, Timer timer, Backoff backoff) {
            listener = new SessionListener(
                    "",
                    "",
                    Saved.NOTHING,
                    tails,
                    timer,
                    new SessionListener.ObserverRetry(1_000_000, backoff),
                    new Delivery(threads, timer, Runnable::run, this));
        }

        void listen(String streamId) {
            allowed = streamId;
            listener.listen(
                    new StreamKey(streamId, LiveMode.LONG_POLL, Duration.ofSeconds(1)), Policies.DEFAULTS, null);
        }

        void stop() {
            allowed = "";
            listener.stop();
        }

        /** Whoever calls the listener later does not know that yet. */
        void end() {
            ended = true;
            listener.abandon();
        }

        void quiet() {
            endNext = false;
            throwNext = false;
            stopNext = false;
            switchNext = false;
        }

        boolean isOver() {
            return ended || listener.status() == StreamStatus.COMPLETED;
        }

        List<String> heard(String streamId) {
            return heard.stream().filter(text -> text.startsWith(streamId)).toList();
        }

        @Override
        public boolean tell(StreamEvent event, BooleanSupplier wanted) {
            assertThat(ended).isFalse();
            if (event instanceof StreamData data) {
                assertThat(data.streamId()).isEqualTo(allowed);
                data.messages().forEach(message -> announced.add(message.text()));
            }
            return true;
        }

        @Override
        public boolean tell(StreamMessage message, BooleanSupplier wanted) {
            assertThat(ended).isFalse();
            assertThat(message.text()).startsWith(allowed).isNotEqualTo(allowed);
            if (throwNext) {
                throwNext = false;
                throw new IllegalStateException("as told");
            }
            heard.add(message.text());
            if (stopNext) {
                stopNext = false;
                stop();
            } else if (switchNext) {
                switchNext = false;
                listen(allowed.equals("s") ? "t" : "s");
            } else if (endNext) {
                endNext = false;
                end();
            }
            return true;
        }
    }
}
