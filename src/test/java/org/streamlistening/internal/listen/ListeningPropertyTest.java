package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.streamlistening.HistoryGonePolicy;
import org.streamlistening.LiveMode;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.Offset;
import org.streamlistening.StreamData;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.UndecodablePolicy;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.listen.delivery.DeliveryChannel;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.listen.delivery.DeliveryTask;
import org.streamlistening.internal.tail.ReadKey;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.internal.threads.Timer;

/**
 * Writers append, reads and observers fail, and listeners are stopped, started, passivated, activated and abandoned, in
 * any order of the threads. Each observer receives each message exactly once, in order, and none of a stopped
 * subscription; an active listener always has a pending task, timer or read. Tasks stand for threads, and the seed
 * selects the next one.
 */
class ListeningPropertyTest {

    /** The events that can happen between two steps of a thread. */
    enum Act {
        STEP,
        APPEND_S,
        APPEND_T,
        LISTEN_S,
        LISTEN_T,
        LISTEN_ON_ANOTHER_THREAD,
        STOP,
        INTERRUPT,
        ABANDON,
        LET_GO,
        SUSPEND_AND_WAKE,
        REPLACE,
        READ_FAILS,
        READ_THROWS_ERROR,
        OPEN_FAILS,
        NO_THREAD,
        NO_TIMER,
        DELIVERY_THROWS_ERROR,
        OBSERVER_THROWS,
        OBSERVER_THROWS_ERROR,
        OBSERVER_STOPS,
        OBSERVER_SWITCHES,
        OBSERVER_ENDS_SESSION,
        WRITER_FAILS,
        TIME_PASSES
    }

    @Property(tries = 1_000)
    void eachMessageArrivesOnceAndInOrder(
            @ForAll @Size(max = 150) List<Act> acts,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3) int listeners) {
        World world = new World(seed, listeners, false);
        acts.forEach(world::act);
        world.finish();
    }

    @Property(tries = 1_000)
    void eachMessageArrivesOnceOrHasALetter(
            @ForAll @Size(max = 150) List<Act> acts,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3) int listeners) {
        World world = new World(seed, listeners, true);
        acts.forEach(world::act);
        world.finish();
    }

    /** Regression: a delayed event of a lost connection arrived after the listener had failed. */
    @Example
    void noLateEventChangesAFinalStatus() {
        World world = new World(5401, 2, false);
        Stream.of(("STEP STEP STEP STEP READ_FAILS STEP LISTEN_S STEP STEP NO_THREAD READ_THROWS_ERROR STEP STEP"
                                + " DELIVERY_THROWS_ERROR STEP STEP STEP LISTEN_S STEP DELIVERY_THROWS_ERROR STEP STEP"
                                + " STEP STEP STEP TIME_PASSES STEP STEP TIME_PASSES")
                        .split(" "))
                .map(Act::valueOf)
                .forEach(world::act);
        world.finish();
    }

    /** One server, some listeners, and all the threads. */
    private static final class World {

        private final Random random;
        private final RandomSteps steps;
        private final Map<String, List<StreamMessage>> streams = new TreeMap<>();
        private final List<Session> sessions = new ArrayList<>();
        private boolean closed;
        private boolean readFails;
        private @Nullable Throwable readError;
        private boolean openFails;
        private boolean noThread;
        private boolean noTimer;
        private final Tails tails;
        private int open;

        /** @param letters whether a message whose observer throws becomes a dead letter, else it is delivered again */
        World(long seed, int listeners, boolean letters) {
            random = new Random(seed);
            steps = new RandomSteps(random);
            streams.put("s", new ArrayList<>());
            streams.put("t", new ArrayList<>());
            Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), () -> 0);
            Executor threads = task -> {
                if (noThread) {
                    noThread = false;
                    // Not an OutOfMemoryError, which ends jqwik without a report.
                    throw new InternalError("no thread");
                }
                steps.execute(task);
            };
            Timer timer = (delay, task) -> {
                // A task of the timer that finds neither a thread nor a timer has no caller that could try again.
                if (noTimer && !steps.isInTimer()) {
                    noTimer = false;
                    throw new InternalError("no timer");
                }
                return steps.after(delay, task);
            };
            tails = new Tails(this::open, threads, timer, backoff);
            for (int i = 0; i < listeners; i++) {
                sessions.add(new Session(tails, threads, timer, backoff, letters));
            }
        }

        private StreamReader open(ReadKey key, StreamPosition from) {
            if (openFails) {
                openFails = false;
                throw new IllegalStateException("not now");
            }
            return new Reader(key.streamId(), from);
        }

        void act(Act act) {
            Session session = sessions.get(random.nextInt(sessions.size()));
            switch (act) {
                case STEP -> steps.step();
                case APPEND_S -> append("s");
                case APPEND_T -> append("t");
                case LISTEN_S -> session.listen("s");
                case LISTEN_T -> session.listen("t");
                case LISTEN_ON_ANOTHER_THREAD ->
                    steps.execute(session.beginListening(random.nextBoolean() ? "s" : "t"));
                case STOP -> session.stop();
                case INTERRUPT -> session.interruptNext = true;
                case ABANDON -> session.abandon();
                case LET_GO -> session.moveWith(ListenerStateMachine::release);
                case SUSPEND_AND_WAKE ->
                    session.moveWith(last -> {
                        last.suspend();
                        return last.serializedSnapshot();
                    });
                case REPLACE -> session.replace();
                case READ_FAILS -> readFails = true;
                case READ_THROWS_ERROR ->
                    readError = switch (random.nextInt(3)) {
                        case 0 -> new InternalError("as scripted");
                        case 1 -> new NoClassDefFoundError("as scripted");
                        default -> new CancellationException("as scripted, of something else than the reader");
                    };
                case OPEN_FAILS -> openFails = true;
                case DELIVERY_THROWS_ERROR -> session.deliveryFails = true;
                case NO_THREAD -> noThread = true;
                case NO_TIMER -> noTimer = true;
                case OBSERVER_THROWS -> session.throwNext = new IllegalStateException("as scripted");
                case OBSERVER_THROWS_ERROR -> session.throwNext = new AssertionError("as scripted");
                case OBSERVER_STOPS -> session.stopNext = true;
                case OBSERVER_ENDS_SESSION -> session.abandonNext = true;
                case OBSERVER_SWITCHES -> session.switchNext = true;
                case WRITER_FAILS -> session.writerFails = true;
                case TIME_PASSES -> steps.timePasses();
            }
            for (int i = random.nextInt(6); i > 0; i--) {
                steps.step();
            }
            if (steps.isIdle()) {
                // Every read gets a response here: a listener that listens has a task or a timer.
                assertThat(sessions).noneMatch(Session::isListening);
            }
        }

        private void append(String streamId) {
            List<StreamMessage> stream = streams.get(streamId);
            stream.add(StreamMessage.of(streamId + ":" + stream.size(), "application/json"));
        }

        void finish() {
            closed = true;
            readError = null;
            openFails = false;
            noThread = false;
            noTimer = false;
            for (String streamId : streams.keySet()) {
                for (Session session : sessions) {
                    session.quiet();
                    session.listen(streamId);
                }
                for (int i = 0; i < 5_000 && !sessions.stream().allMatch(Session::isCompleted); i++) {
                    steps.step();
                    steps.timePasses();
                }
                assertThat(sessions).allMatch(Session::isCompleted);
                // The last event and the end of the read follow the change of the status.
                steps.settle();
            }
            for (Session session : sessions) {
                streams.forEach((streamId, messages) -> {
                    List<String> all = IntStream.range(0, messages.size())
                            .mapToObj(i -> streamId + ":" + i)
                            .toList();
                    for (int i = 0; i < 2; i++) {
                        session.assertComplete(all, of(streamId, session.batches.get(i)), 2 * i);
                        session.assertComplete(all, of(streamId, session.messages.get(i)), 2 * i + 1);
                    }
                });
            }
            assertThat(open).isZero();
            assertThat(tails.metrics().getOpen()).isZero();
            assertThat(tails.metrics().getShared()).isZero();
        }

        /** Responds with pages and chunks of random size. */
        private final class Reader implements StreamReader {

            private final String streamId;
            private StreamPosition position;
            private final RandomPages pages = new RandomPages(random);
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
                if (readError != null) {
                    Throwable thrown = readError;
                    readError = null;
                    if (thrown instanceof CancellationException cancelled) {
                        throw cancelled;
                    }
                    throw (Error) thrown;
                }
                if (readFails) {
                    readFails = false;
                    pages.breakOff();
                    throw new StreamException("lost", streamId, 0, true, null, null);
                }
                List<StreamMessage> all = streams.get(streamId);
                String offset = position.offset().value();
                int start = (offset.equals("-1") ? 0 : Integer.parseInt(offset)) + (int) position.skip();
                StreamBatch batch = pages.next(position, start, all, end -> Offset.of(String.valueOf(end)), closed);
                position = batch.next();
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

    private static List<String> of(String streamId, List<String> received) {
        return received.stream().filter(text -> text.startsWith(streamId)).toList();
    }

    /** One session: its listener, the messages that its four observers received, and their next actions. */
    private static final class Session {

        private final Tails tails;
        private final Executor threads;
        private final Timer timer;
        private final Backoff backoff;
        private final List<List<String>> messages = List.of(new ArrayList<>(), new ArrayList<>());
        private final List<List<String>> batches = List.of(new ArrayList<>(), new ArrayList<>());
        private ListenerStateMachine listener;
        private int copies;
        private String allowed = "";
        private boolean interruptNext;
        private @Nullable Throwable throwNext;
        private boolean deliveryFails;
        private boolean stopNext;
        private boolean switchNext;
        private boolean abandonNext;
        private boolean writerFails;
        private final boolean hasLetters;

        /** Observer and message of each letter. */
        private final Set<String> letters = new HashSet<>();

        Session(Tails tails, Executor threads, Timer timer, Backoff backoff, boolean hasLetters) {
            this.hasLetters = hasLetters;
            this.tails = tails;
            this.threads = threads;
            this.timer = timer;
            this.backoff = backoff;
            listener = listener(ListenerSnapshot.NOTHING);
        }

        private ListenerStateMachine listener(ListenerSnapshot snapshot) {
            int copy = ++copies;
            ResolvedObservers observers = new ResolvedObservers();
            for (int i = 0; i < 2; i++) {
                List<String> batch = batches.get(i);
                observers.observe(StreamData.class, data -> {
                    String stream = allowed;
                    fail();
                    data.messages().forEach(message -> receive(copy, stream, message, batch));
                    callListener();
                });
                List<String> single = messages.get(i);
                observers.observe(StreamMessage.class, message -> {
                    fail();
                    receive(copy, allowed, message, single);
                    callListener();
                });
            }
            return new ListenerStateMachine(
                    "",
                    "",
                    snapshot,
                    tails,
                    timer,
                    new ListenerLimits(hasLetters ? 0 : 1_000_000, backoff),
                    failing(new Delivery(DeliveryExecutor.of(threads), timer, Runnable::run, observers.forListener())),
                    this::write);
        }

        private Policies policies() {
            return hasLetters
                    ? new Policies(
                            ObserverFailurePolicy.DEAD_LETTER,
                            UndecodablePolicy.STOP,
                            HistoryGonePolicy.FAIL,
                            MissingStreamPolicy.FAIL)
                    : Policies.DEFAULTS;
        }

        private void write(DeadLetters.Failure failure, Consumer<@Nullable RuntimeException> done) {
            threads.execute(() -> {
                if (writerFails) {
                    writerFails = false;
                    done.accept(new StreamException("lost", "letters", 0, true, null, null));
                } else {
                    failure.messages()
                            .forEach(letter -> letters.add(
                                    failure.observer() + letter.message().text()));
                    done.accept(null);
                }
            });
        }

        /** An observer has received each message once and in order, except for those with a letter. */
        void assertComplete(List<String> all, List<String> received, int observer) {
            assertThat(received)
                    .isEqualTo(all.stream()
                            .filter(text -> received.contains(text) || !letters.contains(observer + text))
                            .toList());
        }

        private DeliveryChannel failing(Delivery delivery) {
            return new DeliveryChannel() {
                @Override
                public void deliver(DeliveryTask deliveryTask) {
                    if (deliveryFails) {
                        deliveryFails = false;
                        throw new InternalError("no memory for a delivery");
                    }
                    delivery.deliver(deliveryTask);
                }

                @Override
                public void notifyNow(StreamEvent event) {
                    delivery.notifyNow(event);
                }
            };
        }

        private void receive(int copy, String stream, StreamMessage message, List<String> list) {
            assertThat(copy).as("the copy of the listener that is left").isEqualTo(copies);
            assertThat(stream).as("the stream that it follows").isNotEmpty();
            assertThat(message.text()).startsWith(stream);
            list.add(message.text());
        }

        void listen(String streamId) {
            allowed = streamId;
            call(() -> listener.listen(key(streamId), policies(), null));
        }

        /** A thread has begun a call of listen; the result is the rest of the call. */
        Runnable beginListening(String streamId) {
            allowed = streamId;
            return listener.beginListening(key(streamId), policies(), null);
        }

        private static StreamKey key(String streamId) {
            return new StreamKey(streamId, LiveMode.LONG_POLL, Duration.ofSeconds(1));
        }

        void stop() {
            allowed = "";
            call(() -> listener.stop());
        }

        private void call(Runnable action) {
            if (interruptNext) {
                interruptNext = false;
                Thread.currentThread().interrupt();
            }
            try {
                action.run();
            } finally {
                // An observer that was interrupted while it worked restores the flag; the pool clears it.
                Thread.interrupted();
            }
        }

        /** The session ends, and a call that was under way takes effect after that. Then another session begins. */
        void abandon() {
            listener.abandon();
            listenLate();
            messages.forEach(List::clear);
            batches.forEach(List::clear);
            goOnWith(ListenerSnapshot.NOTHING);
        }

        /** The session moves to another server. The beans there are in the state of the snapshot. */
        void moveWith(Function<ListenerStateMachine, ListenerSnapshot> leave) {
            ListenerSnapshot snapshot = leave.apply(listener);
            listenLate();
            goOnWith(snapshot);
        }

        /** The session is back, or was copied, and the older beans are still there. */
        void replace() {
            ListenerStateMachine older = listener;
            older.checkpoint();
            ListenerSnapshot snapshot = older.serializedSnapshot();
            listener = listener(snapshot);
            listener.replace(older);
            wakeUp(snapshot);
        }

        private void listenLate() {
            allowed = "";
            listener.listen(key("s"), policies(), null);
        }

        private void goOnWith(ListenerSnapshot snapshot) {
            listener = listener(snapshot);
            wakeUp(snapshot);
        }

        private void wakeUp(ListenerSnapshot snapshot) {
            messages.forEach(list -> cut(list, snapshot, false));
            batches.forEach(list -> cut(list, snapshot, true));
            allowed = snapshot.listening() ? snapshot.key().streamId() : "";
            if (snapshot.listening()) {
                call(listener::resume);
            }
        }

        private static void cut(List<String> list, ListenerSnapshot snapshot, boolean announced) {
            snapshot.progress().forEach((streamId, progress) -> {
                String offset = progress.delivered().offset().value();
                long known = (offset.equals("-1") ? 0 : Long.parseLong(offset))
                        + progress.delivered().skip();
                long index = known + (announced ? progress.announced() : 0);
                list.removeIf(text -> text.startsWith(streamId) && Long.parseLong(text.substring(2)) >= index);
            });
        }

        boolean isListening() {
            return listener.status().isListening();
        }

        void quiet() {
            interruptNext = false;
            throwNext = null;
            deliveryFails = false;
            stopNext = false;
            switchNext = false;
            abandonNext = false;
            writerFails = false;
        }

        boolean isCompleted() {
            return listener.status() == StreamStatus.COMPLETED;
        }

        private void fail() {
            Throwable thrown = throwNext;
            throwNext = null;
            if (thrown instanceof Error error) {
                throw error;
            }
            if (thrown instanceof RuntimeException exception) {
                throw exception;
            }
        }

        private void callListener() {
            if (stopNext) {
                stopNext = false;
                stop();
            } else if (switchNext) {
                switchNext = false;
                listen(allowed.equals("s") ? "t" : "s");
            } else if (abandonNext) {
                abandonNext = false;
                abandon();
            }
        }
    }
}
