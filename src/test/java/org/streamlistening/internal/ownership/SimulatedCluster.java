package org.streamlistening.internal.ownership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamCompleted;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamReset;
import org.streamlistening.StreamStatus;
import org.streamlistening.StreamStatusChanged;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.listen.delivery.DeliveryToken;
import org.streamlistening.internal.threads.Backoff;

/** Servers, the stream between them, and a manual clock. Every server can fail in every way at every step. */
final class SimulatedCluster {

    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(4), () -> 0.5);

    final List<Node> nodes = new ArrayList<>();

    /** Every appended notice; the stream no longer contains those before {@code first}. */
    private final List<String> stream = new ArrayList<>();

    private final Random random;
    private int first;
    private long now;
    boolean closed;

    /** The outcomes of an append. */
    enum Appends {
        ACCEPTED,
        REJECTED,
        ACCEPTED_BUT_RESPONSE_LOST,
        BROKEN
    }

    SimulatedCluster(int servers, Random random) {
        this.random = random;
        for (int i = 0; i < servers; i++) {
            nodes.add(new Node());
        }
    }

    private record Timed(long due, boolean patience, Runnable task) {}

    /** One server. */
    final class Node extends SimulatedServer implements NoticeSubscription.Source {

        private final List<Runnable> work = new ArrayList<>();
        private final List<Timed> timers = new ArrayList<>();
        private final Handover handover = new Handover(this::append, this::work, this::timer, PATIENCE, BACKOFF);
        private final NoticeSubscription subscription =
                new NoticeSubscription(handover, this, this::work, this::timer, BACKOFF);

        private boolean reading;
        private boolean live;

        /** The position of the next read; -1: the end of the stream at the time of that read. */
        private int position = -1;

        boolean dead;
        boolean frozen;
        int readError;

        /** There is no thread for the next task. */
        boolean noThread;

        Appends appends = Appends.ACCEPTED;

        Node() {
            subscription.begin();
        }

        private void append(List<String> notices) {
            if (closed || appends == Appends.REJECTED) {
                throw new StreamException("rejected", KEY, 403, false, null, null);
            }
            if (appends == Appends.BROKEN) {
                throw new NoClassDefFoundError("the supplier of headers");
            }
            stream.addAll(notices);
            if (appends == Appends.ACCEPTED_BUT_RESPONSE_LOST) {
                throw new StreamException("no response", KEY, 0, true, null, null);
            }
        }

        private void work(Runnable task) {
            if (noThread) {
                noThread = false;
                throw new RejectedExecutionException("no thread");
            }
            work.add(task);
        }

        private Runnable timer(Duration delay, Runnable task) {
            Timed timed = new Timed(now + delay.toMillis(), delay.equals(PATIENCE), task);
            timers.add(timed);
            return () -> timers.remove(timed);
        }

        @Override
        public void read(@Nullable Offset from) {
            reading = true;
            live = false;
            if (Offset.BEGINNING.equals(from)) {
                position = first;
            } else if (Offset.NOW.equals(from)) {
                position = -1;
            }
        }

        @Override
        public void createIfMissing() {}

        boolean runs() {
            return !dead && !frozen;
        }

        @Override
        Handover handover() {
            return handover;
        }

        void works() {
            if (!work.isEmpty()) {
                work.remove(random.nextInt(work.size())).run();
            }
        }

        /** Receives one response: an error, a notice, or the end of the stream so far. */
        void receives() {
            if (!reading) {
                return;
            }
            if (readError != 0) {
                reading = false;
                live = false;
                notify(new StreamFailed("", "", "", Offset.NOW, "rejected", readError, new IllegalStateException()));
                return;
            }
            if (position < 0) {
                position = stream.size();
            }
            if (position < first) {
                position = first;
                live = false;
                notify(new StreamReset(
                        "",
                        "",
                        "",
                        Offset.BEGINNING,
                        Offset.NOW,
                        StreamReset.Reason.HISTORY_GONE,
                        new IllegalStateException()));
            }
            if (position < stream.size()) {
                subscription.notifyOf(
                        StreamMessage.of(stream.get(position++), "application/json"), DeliveryToken.alwaysCurrent());
            } else if (closed) {
                reading = false;
                live = false;
                notify(new StreamCompleted("", "", "", Offset.NOW));
            } else if (!live) {
                live = true;
                notify(new StreamStatusChanged(
                        "", "", "", Offset.NOW, StreamStatus.CONNECTING, StreamStatus.LIVE, null));
            }
        }

        private void notify(StreamEvent event) {
            subscription.notifyOf(event, DeliveryToken.alwaysCurrent());
        }

        private boolean isIdle() {
            return work.isEmpty() && (!reading || (live && position == stream.size()));
        }

        /** Whether it has received and processed all notices. */
        boolean isUpToDate() {
            return runs()
                    && live
                    && readError == 0
                    && position == stream.size()
                    && work.isEmpty()
                    && timers.stream().allMatch(Timed::patience);
        }

        private void fireTimers() {
            List<Timed> due =
                    timers.stream().filter(timed -> timed.due() <= now).toList();
            timers.removeAll(due);
            due.forEach(timed -> timed.task().run());
        }
    }

    void passes(Duration time) {
        now += time.toMillis();
        nodes.stream().filter(Node::runs).forEach(Node::fireTimers);
    }

    /** The stream loses notices, because it was deleted and created again, or by retention. */
    void loses(int notices) {
        first = Math.min(stream.size(), first + notices);
        closed = false;
    }

    void heals() {
        if (closed) {
            loses(Integer.MAX_VALUE / 2);
        }
        for (Node node : nodes) {
            node.frozen = false;
            node.readError = 0;
            node.appends = Appends.ACCEPTED;
        }
        for (int second = 0; second < 30; second++) {
            for (int step = 0; step < 300 && !alive().allMatch(Node::isIdle); step++) {
                nodes.stream().filter(Node::runs).forEach(Node::works);
                nodes.stream().filter(Node::runs).forEach(Node::receives);
            }
            passes(Duration.ofSeconds(1));
        }
    }

    /** The number of up-to-date servers that deliver. */
    long deliveringKnowingly() {
        return nodes.stream()
                .filter(node -> node.isUpToDate() && node.copy.delivers)
                .count();
    }

    Stream<Node> alive() {
        return nodes.stream().filter(node -> !node.dead);
    }
}
