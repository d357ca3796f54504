package org.streamlistening.internal.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.streamlistening.LiveMode;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.listen.ListenerLimits;
import org.streamlistening.internal.listen.ListenerSnapshot;
import org.streamlistening.internal.listen.ListenerStateMachine;
import org.streamlistening.internal.listen.Policies;
import org.streamlistening.internal.listen.StreamKey;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.listen.delivery.DeliveryToken;
import org.streamlistening.internal.listen.delivery.ObserverNotifier;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.threads.Backoff;

class DeliveryTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Backoff BACKOFF = new Backoff(SECOND, SECOND, () -> 0);

    private final List<Runnable> timers = new ArrayList<>();
    private final List<String> notified = new ArrayList<>();
    private final ObserverNotifier observers = new ObserverNotifier() {
        @Override
        public boolean notifyOf(StreamEvent event, DeliveryToken token) {
            return true;
        }

        @Override
        public boolean notifyOf(StreamMessage message, DeliveryToken token) {
            notified.add(message.text());
            if (message.text().equals("error")) {
                throw new StackOverflowError("as the test wants it");
            }
            return true;
        }
    };

    /** Listens to a closed stream with these messages, on the calling thread alone. */
    private ListenerStateMachine listen(Delivery delivery, String... messages) {
        return listen(delivery, new Tails((key, from) -> reader(true, messages), Runnable::run, this::timer, BACKOFF));
    }

    private ListenerStateMachine listen(Delivery delivery, Tails tails) {
        ListenerStateMachine listener = new ListenerStateMachine(
                "", "", ListenerSnapshot.NOTHING, tails, this::timer, new ListenerLimits(0, BACKOFF), delivery);
        listener.listen(new StreamKey("s", LiveMode.LONG_POLL, SECOND), Policies.DEFAULTS, null);
        return listener;
    }

    private Runnable timer(Duration delay, Runnable task) {
        timers.add(task);
        return () -> timers.remove(task);
    }

    private static StreamReader reader(boolean closed, String... messages) {
        List<StreamMessage> all = List.of(messages).stream()
                .map(text -> StreamMessage.of(text, "application/json"))
                .toList();
        return new StreamReader() {
            @Override
            public StreamBatch next() {
                return new StreamBatch(
                        StreamPosition.BEGINNING,
                        all,
                        new StreamPosition(StreamPosition.BEGINNING.offset(), 9),
                        closed,
                        closed);
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void deliversLaterAfterTheExecutorRejectedATask() {
        boolean[] full = {true};
        Delivery delivery = new Delivery(
                DeliveryExecutor.of(task -> {
                    if (full[0]) {
                        throw new RejectedExecutionException("full");
                    }
                    task.run();
                }),
                this::timer,
                Runnable::run,
                observers);
        ListenerStateMachine listener = listen(delivery, "a", "b");
        assertThat(notified).isEmpty();
        full[0] = false;
        timers.remove(0).run();
        assertThat(notified).containsExactly("a", "b");
        assertThat(listener.status()).isEqualTo(StreamStatus.COMPLETED);
    }

    @Test
    void deliversATaskOnceThatExecutorAndTimerRejectedAtFirst() {
        boolean[] full = {true};
        Delivery delivery = new Delivery(
                DeliveryExecutor.of(task -> {
                    if (full[0]) {
                        throw new RejectedExecutionException("full");
                    }
                    task.run();
                }),
                (delay, task) -> {
                    if (full[0]) {
                        throw new OutOfMemoryError("as the test wants it");
                    }
                    return timer(delay, task);
                },
                Runnable::run,
                observers);
        Queue<Runnable> reads = new ArrayDeque<>();
        Tails tails = new Tails((key, from) -> reader(false, "a"), reads::add, this::timer, BACKOFF);
        listen(delivery, tails);
        reads.remove().run();
        assertThat(notified).isEmpty();
        full[0] = false;
        timers.remove(0).run();
        assertThat(notified).containsExactly("a");
        assertThat(reads).as("requests of the next batch").hasSize(1);
        assertThat(timers).isEmpty();
    }

    @Test
    void waitsIfTheContainerRejectsItsContext() {
        List<Runnable> around = new ArrayList<>();
        Delivery delivery = new Delivery(
                DeliveryExecutor.of(Runnable::run),
                this::timer,
                task -> {
                    around.add(task);
                    if (around.size() < 3) {
                        throw new IllegalStateException("no context now");
                    }
                    task.run();
                },
                observers);
        listen(delivery, "a");
        assertThat(around).hasSize(1);
        timers.remove(0).run();
        timers.remove(0).run();
        assertThat(notified).containsExactly("a");
        assertThat(timers).isEmpty();
    }

    @Test
    void continuesAfterAnErrorOfTheContainer() {
        boolean[] broken = {true};
        Delivery delivery = new Delivery(
                DeliveryExecutor.of(Runnable::run),
                this::timer,
                task -> {
                    if (broken[0]) {
                        throw new NoClassDefFoundError("while the container is busy with something else");
                    }
                    task.run();
                },
                observers);
        listen(delivery, "a");
        broken[0] = false;
        timers.remove(0).run();
        assertThat(notified).containsExactly("a");
    }

    @Test
    void anErrorOfAnObserverEndsTheListenerVisibly() {
        Delivery delivery = new Delivery(DeliveryExecutor.of(Runnable::run), this::timer, Runnable::run, observers);
        ListenerStateMachine listener = listen(delivery, "a", "error", "b");
        assertThat(notified).containsExactly("a", "error");
        assertThat(listener.status()).isEqualTo(StreamStatus.FAILED);
    }

    @Test
    void leavesTheThreadToOtherTasksDuringALongBatch() {
        List<Runnable> tasks = new ArrayList<>();
        Delivery delivery = new Delivery(DeliveryExecutor.of(tasks::add), this::timer, Runnable::run, slow());
        listen(delivery, "a", "b", "c", "d");
        int count = 0;
        while (!tasks.isEmpty()) {
            tasks.remove(0).run();
            count++;
        }
        assertThat(notified).containsExactly("a", "b", "c", "d");
        assertThat(count).isGreaterThanOrEqualTo(4);
    }

    private ObserverNotifier slow() {
        return new ObserverNotifier() {
            @Override
            public boolean notifyOf(StreamEvent event, DeliveryToken token) {
                return true;
            }

            @Override
            public boolean notifyOf(StreamMessage message, DeliveryToken token) {
                long until = System.nanoTime() + Duration.ofMillis(60).toNanos();
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                notified.add(message.text());
                return true;
            }
        };
    }
}
