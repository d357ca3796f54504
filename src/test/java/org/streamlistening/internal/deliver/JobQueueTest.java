package org.streamlistening.internal.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.deliver.ListenerExecutor.Job;

/** The order in which deliveries that wait are served. */
class JobQueueTest {

    private static final int STREAMS = 4;

    private final ListenerExecutor listener = new ListenerExecutor("", job -> {}, () -> 0);
    private final JobQueue queue = new JobQueue();

    private Job job(int stream, long submitted) {
        return new Job(listener, "stream " + stream, () -> {}, submitted);
    }

    @Test
    void knowsTheLongestWaitOfAllStreams() {
        assertThat(queue.oldest(5)).isEqualTo(5);
        queue.add(job(0, 3));
        queue.add(job(1, 2));
        queue.add(job(1, 1));
        assertThat(queue.oldest(5)).isEqualTo(2);
    }

    @Test
    void knowsTheLongestWaitAcrossAnOverflowOfTheClock() {
        queue.add(job(0, Long.MIN_VALUE + 1));
        queue.add(job(1, Long.MAX_VALUE - 1));
        assertThat(queue.oldest(Long.MIN_VALUE + 5)).isEqualTo(Long.MAX_VALUE - 1);
    }

    /**
     * Serves each stream in order of submission, and no stream twice while another one waits. Loses and repeats
     * nothing, also if jobs are removed meanwhile.
     */
    @Property(tries = 500)
    void servesTheStreamsInTurn(@ForAll @Size(max = 200) List<@IntRange(max = 11) Integer> acts) {
        Model model = new Model();
        for (int i = 0; i < acts.size(); i++) {
            int act = acts.get(i);
            if (act < 6) {
                model.add(job(act % STREAMS, i));
            } else if (act < 8) {
                model.removeLast("stream " + act % STREAMS);
            } else {
                model.poll();
            }
        }
        model.drain();
    }

    /** The queue beside the lists of the jobs that wait. */
    private static final class Model {

        private final JobQueue queue = new JobQueue();
        private final Map<String, List<Job>> waiting = new HashMap<>();

        /** For each stream that waits, the streams that were served since its last turn. */
        private final Map<String, Set<String>> servedBefore = new HashMap<>();

        void add(Job job) {
            queue.add(job);
            waiting.computeIfAbsent(job.streamId(), stream -> new ArrayList<>()).add(job);
            servedBefore.computeIfAbsent(job.streamId(), stream -> new HashSet<>());
            checkSize();
        }

        void removeLast(String stream) {
            List<Job> jobs = waiting.getOrDefault(stream, List.of());
            if (jobs.isEmpty()) {
                return;
            }
            Job last = jobs.remove(jobs.size() - 1);
            assertThat(queue.remove(last)).isTrue();
            assertThat(queue.remove(last)).isFalse();
            forgetIfEmpty(stream);
            checkSize();
        }

        void poll() {
            Job next = queue.poll();
            if (next == null) {
                assertThat(waiting).isEmpty();
                return;
            }
            String stream = next.streamId();
            assertThat(waiting.get(stream).remove(0)).isSameAs(next);
            servedBefore.put(stream, new HashSet<>());
            servedBefore.forEach((other, served) -> {
                assertThat(other.equals(stream) || served.add(stream))
                        .as("%s is served twice while %s waits", stream, other)
                        .isTrue();
            });
            forgetIfEmpty(stream);
            checkSize();
        }

        void drain() {
            while (!queue.isEmpty()) {
                poll();
            }
            poll();
        }

        private void forgetIfEmpty(String stream) {
            if (waiting.get(stream).isEmpty()) {
                waiting.remove(stream);
                servedBefore.remove(stream);
            }
        }

        private void checkSize() {
            int expected = waiting.values().stream().mapToInt(List::size).sum();
            assertThat(queue.size()).isEqualTo(expected);
            assertThat(queue.isEmpty()).isEqualTo(expected == 0);
        }
    }
}
