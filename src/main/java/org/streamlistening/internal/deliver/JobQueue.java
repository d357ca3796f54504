package org.streamlistening.internal.deliver;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.deliver.ListenerExecutor.Job;

/**
 * The deliveries that wait for a worker: those of one stream in the order of submission, and the streams in turn, so
 * that the many listeners of one stream do not delay those of another. Not thread-safe: the {@link WorkerPool} guards
 * it.
 */
final class JobQueue {

    /** The waiting deliveries of a stream; never empty outside of a method of this class. */
    private final Map<String, Queue<Job>> byStream = new HashMap<>();

    /** The keys of {@link #byStream}; the first one is served next. */
    private final Queue<String> turns = new ArrayDeque<>();

    private int size;

    void add(Job job) {
        byStream.computeIfAbsent(job.streamId(), stream -> {
                    turns.add(stream);
                    return new ArrayDeque<>();
                })
                .add(job);
        size++;
    }

    /** Removes the next delivery; null if there is none. */
    @Nullable
    Job poll() {
        String stream = turns.poll();
        if (stream == null) {
            return null;
        }
        Queue<Job> waiting = Objects.requireNonNull(byStream.get(stream));
        Job next = waiting.remove();
        size--;
        if (waiting.isEmpty()) {
            byStream.remove(stream);
        } else {
            turns.add(stream);
        }
        return next;
    }

    /** Removes this delivery; false if it does not wait here. */
    boolean remove(Job job) {
        Queue<Job> waiting = byStream.get(job.streamId());
        if (waiting == null || !waiting.remove(job)) {
            return false;
        }
        size--;
        if (waiting.isEmpty()) {
            byStream.remove(job.streamId());
            turns.remove(job.streamId());
        }
        return true;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** The submission of the delivery that waits longest; {@code now} if none waits. */
    long oldest(long now) {
        long oldest = now;
        for (Queue<Job> waiting : byStream.values()) {
            // Differences, since the clock can be negative.
            long submitted = waiting.element().submitted();
            oldest = submitted - oldest < 0 ? submitted : oldest;
        }
        return oldest;
    }
}
