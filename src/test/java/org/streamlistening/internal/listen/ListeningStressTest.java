package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.streamlistening.LiveMode;
import org.streamlistening.StreamData;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamStatus;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.listen.delivery.DeliveryToken;
import org.streamlistening.internal.listen.delivery.ObserverNotifier;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.internal.threads.Timer;

/** The promises under load: order, no loss, nothing twice, nothing after a stop, and nothing left behind. */
@Tag("load")
class ListeningStressTest {

    private static final int MESSAGES = 500;
    private static final List<String> STREAMS = List.of("s", "t");

    private final ExecutorService io = Executors.newCachedThreadPool();
    private final ExecutorService container = Executors.newFixedThreadPool(4);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Timer timer = (delay, task) -> {
        Future<?> future = clock.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        return () -> future.cancel(false);
    };
    private final Backoff backoff = new Backoff(Duration.ofMillis(2), Duration.ofMillis(10), Math::random);
    private final FlakyStreams server = new FlakyStreams();
    private final Tails tails = new Tails(server, io, timer, backoff);
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();

    @AfterEach
    void shutDown() {
        List.of(io, container, clock).forEach(ExecutorService::shutdownNow);
    }

    /** One session: its listener, the messages that it received, and the streams that it may receive. */
    private final class Session implements ObserverNotifier {

        final Map<String, List<Integer>> received = new ConcurrentHashMap<>();
        final Map<String, List<Integer>> announced = new ConcurrentHashMap<>();
        final AtomicInteger inside = new AtomicInteger();
        volatile String allowed = "s t";
        final int slowness;
        final ListenerStateMachine listener = new ListenerStateMachine(
                "",
                "",
                ListenerSnapshot.NOTHING,
                tails,
                timer,
                new ListenerLimits(3, backoff),
                new Delivery(DeliveryExecutor.of(container), timer, Runnable::run, this));

        Session(int slowness) {
            this.slowness = slowness;
        }

        void listen(String streamId) {
            allowed = "s t";
            listener.listen(key(streamId), Policies.DEFAULTS, null);
            allowed = streamId;
        }

        void stop() {
            listener.stop();
            allowed = "";
        }

        @Override
        public boolean notifyOf(StreamEvent event, DeliveryToken token) {
            if (event instanceof StreamData data) {
                check(event.streamId());
                data.messages().forEach(message -> note(announced, message));
            }
            return true;
        }

        @Override
        public boolean notifyOf(StreamMessage message, DeliveryToken token) {
            if (inside.incrementAndGet() != 1) {
                violations.add("two observers at the same time");
            }
            check(streamOf(message));
            note(received, message);
            pause(slowness);
            inside.decrementAndGet();
            return true;
        }

        private void check(String streamId) {
            if (!allowed.contains(streamId)) {
                violations.add("received of " + streamId + " while only '" + allowed + "' was allowed");
            }
        }

        private void note(Map<String, List<Integer>> where, StreamMessage message) {
            where.computeIfAbsent(streamOf(message), id -> new ArrayList<>())
                    .add(Integer.parseInt(
                            message.text().substring(2, message.text().length() - 1)));
        }
    }

    @RepeatedTest(3)
    void everySessionReceivesEveryMessageOnceAndInOrderUnderAnyFault() throws Exception {
        List<Session> sessions =
                IntStream.range(0, 8).mapToObj(i -> new Session(i % 4)).toList();
        Future<?> writing = io.submit(this::write);
        List<Future<?>> callers = new ArrayList<>();
        for (Session session : sessions) {
            callers.add(io.submit(() -> switchAbout(session)));
        }
        for (Future<?> caller : callers) {
            caller.get(60, TimeUnit.SECONDS);
        }
        writing.get(60, TimeUnit.SECONDS);
        for (String streamId : STREAMS) {
            sessions.forEach(session -> session.listen(streamId));
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            sessions.stream().allMatch(session -> session.listener.status() == StreamStatus.COMPLETED));
        }
        assertThat(violations).isEmpty();
        List<Integer> all = IntStream.range(0, MESSAGES).boxed().toList();
        for (Session session : sessions) {
            for (String streamId : STREAMS) {
                assertThat(session.received.get(streamId)).isEqualTo(all);
                assertThat(session.announced.get(streamId)).isEqualTo(all);
            }
        }
        await().untilAsserted(() -> assertThat(server.open).hasValue(0));
        assertThat(tails.size()).isZero();
    }

    @Test
    void tenThousandSwitchesLoseNothingAndNothingOfTheOldStreamFollows() throws Exception {
        Session session = new Session(0);
        AtomicBoolean switching = new AtomicBoolean(true);
        Future<Integer> writing = io.submit(() -> writeWhile(switching));
        for (int i = 0; i < 10_000; i++) {
            session.listen(STREAMS.get(i % 2));
            if (i % 100 == 0) {
                pause(5);
            }
        }
        switching.set(false);
        int written = writing.get(60, TimeUnit.SECONDS);
        for (String streamId : STREAMS) {
            session.listen(streamId);
            await().atMost(Duration.ofSeconds(60)).until(() -> session.listener.status() == StreamStatus.COMPLETED);
        }
        assertThat(violations).isEmpty();
        assertThat(written).isPositive();
        List<Integer> all = IntStream.range(0, written).boxed().toList();
        for (String streamId : STREAMS) {
            assertThat(session.received.get(streamId)).isEqualTo(all);
            assertThat(session.announced.get(streamId)).isEqualTo(all);
        }
        await().untilAsserted(() -> assertThat(server.open).hasValue(0));
    }

    @Test
    void ofSeveralCallsAtOnceTheLastOneReads() throws Exception {
        server.append("s", "s:0 ");
        server.close("s");
        for (int round = 0; round < 2_000; round++) {
            Session session = new Session(0);
            callAtOnce(() -> () -> session.listener.listen(key("s"), Policies.DEFAULTS, null));
            await().pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> session.listener.status() == StreamStatus.COMPLETED);
            assertThat(session.received.get("s")).containsExactly(0);
        }
        assertThat(violations).isEmpty();
    }

    /** Each of them can be the last one: what the listener says of itself afterwards is what it does. */
    @Test
    void afterDifferentCallsAtOnceTheListenerDoesWhatItSays() throws Exception {
        for (String streamId : STREAMS) {
            server.append(streamId, streamId + ":0 ");
            server.close(streamId);
        }
        Map<StreamStatus, Integer> ends = new EnumMap<>(StreamStatus.class);
        for (int round = 0; round < 2_000; round++) {
            ListenerStateMachine listener = new Session(0).listener;
            callAtOnce(() -> randomCall(listener));
            if (listener.status().isListening()) {
                await().pollInterval(Duration.ofMillis(1))
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> listener.status() == StreamStatus.COMPLETED);
            }
            await().pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> server.open.get() == 0);
            ends.merge(listener.status(), 1, Integer::sum);
        }
        assertThat(ends).containsOnlyKeys(StreamStatus.COMPLETED, StreamStatus.STOPPED, StreamStatus.IDLE);
    }

    /** Four threads, each with a call of its own, begin together. Returns when all calls have returned. */
    private void callAtOnce(Supplier<Runnable> calls) throws Exception {
        CyclicBarrier together = new CyclicBarrier(4);
        List<Future<?>> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Runnable call = calls.get();
            callers.add(io.submit(() -> {
                together.await();
                call.run();
                return null;
            }));
        }
        for (Future<?> caller : callers) {
            caller.get(60, TimeUnit.SECONDS);
        }
    }

    private static Runnable randomCall(ListenerStateMachine listener) {
        return switch (ThreadLocalRandom.current().nextInt(6)) {
            case 0 -> listener::stop;
            case 1 -> listener::reset;
            case 2, 3 -> () -> listener.listen(key("s"), Policies.DEFAULTS, null);
            default -> () -> listener.listen(key("t"), Policies.DEFAULTS, null);
        };
    }

    private int writeWhile(AtomicBoolean switching) {
        int count = 0;
        while (switching.get()) {
            for (String streamId : STREAMS) {
                server.append(streamId, streamId + ":" + count + " ");
            }
            count++;
            pause(1);
        }
        STREAMS.forEach(server::close);
        return count;
    }

    @Test
    void aThousandListenersOfOneStreamShareOneRead() throws Exception {
        List<Session> sessions =
                IntStream.range(0, 1_000).mapToObj(i -> new Session(0)).toList();
        sessions.forEach(session -> session.listen("s"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> sessions.stream().allMatch(session -> session.listener.status() == StreamStatus.LIVE));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(server.open).hasValue(1));
        for (int i = 0; i < 100; i++) {
            server.append("s", "s:" + i + " ");
        }
        server.close("s");
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        sessions.stream().allMatch(session -> session.listener.status() == StreamStatus.COMPLETED));
        List<Integer> all = IntStream.range(0, 100).boxed().toList();
        for (Session session : sessions) {
            assertThat(session.received.get("s")).isEqualTo(all);
        }
        assertThat(violations).isEmpty();
    }

    private void write() {
        for (int i = 0; i < MESSAGES; i++) {
            for (String streamId : STREAMS) {
                server.append(streamId, streamId + ":" + i + " ");
            }
            pause(1);
        }
        STREAMS.forEach(server::close);
    }

    private static void switchAbout(Session session) {
        for (int i = 0; i < 100; i++) {
            switch (ThreadLocalRandom.current().nextInt(4)) {
                case 0 -> session.stop();
                case 1 -> session.listen("s");
                case 2 -> session.listen("t");
                default -> pause(10);
            }
        }
    }

    private static StreamKey key(String streamId) {
        return new StreamKey(streamId, LiveMode.LONG_POLL, Duration.ofSeconds(1));
    }

    private static String streamOf(StreamMessage message) {
        return message.text().substring(0, 1);
    }

    /** Waits for a random time up to this number of milliseconds. */
    private static void pause(int most) {
        long until = System.nanoTime() + ThreadLocalRandom.current().nextLong(1 + most * 1_000_000L);
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }
}
