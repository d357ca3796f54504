package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.streamlistening.StreamPosition;
import org.streamlistening.internal.http.OperationRetries;
import org.streamlistening.internal.read.RetryingReader;

class RetryPolicyTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final RetryPolicy POLICY = new RetryPolicy(3, Duration.ofMillis(100), Duration.ofMillis(700), 2);

    private final List<Duration> pauses = new ArrayList<>();

    @Test
    void namesTheInvalidValue() {
        rejects("maxRetries", () -> POLICY.maxRetries(-1));
        rejects("initialDelay", () -> new RetryPolicy(1, Duration.ZERO, SECOND, 1));
        rejects("maxDelay", () -> new RetryPolicy(1, SECOND, Duration.ofMillis(999), 1));
        rejects("multiplier", () -> new RetryPolicy(1, SECOND, SECOND, 0.99));
        rejects("multiplier", () -> new RetryPolicy(1, SECOND, SECOND, Double.NaN));
        rejects("producerId", () -> ProducerOptions.of(" "));
        rejects("epoch", () -> ProducerOptions.of("p").epoch(-1));
        rejects("maxBatchBytes", () -> ProducerOptions.of("p").maxBatchBytes(0));
        rejects("maxBatchItems", () -> ProducerOptions.of("p").maxBatchItems(-1));
        rejects("maxInFlight", () -> ProducerOptions.of("p").maxInFlight(0));
        rejects("maxBufferedBytes", () -> ProducerOptions.of("p").maxBufferedBytes(0));
        rejects("linger", () -> ProducerOptions.of("p").linger(SECOND.negated()));
    }

    private static void rejects(String name, Supplier<?> value) {
        assertThatThrownBy(value::get)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @Test
    void retriesASingleOperationUntilItSucceeds() {
        assertThat(retries(Duration.ofMinutes(1)).run(failing(3, true, null))).isEqualTo("done");
        assertThat(pauses).hasSize(3);
    }

    @Test
    void failsAfterTheLastRetryOrAtAFinalFailure() {
        assertThatThrownBy(() -> retries(Duration.ofMinutes(1)).run(failing(4, true, null)))
                .isInstanceOf(StreamException.class);
        assertThat(pauses).hasSize(3);
        pauses.clear();
        assertThatThrownBy(() -> retries(Duration.ofMinutes(1)).run(failing(1, false, null)))
                .isInstanceOf(StreamException.class);
        assertThat(pauses).isEmpty();
    }

    @Test
    void startsNoAttemptThatCouldExceedTheTimeLimit() {
        assertThatThrownBy(() -> retries(Duration.ofSeconds(2)).run(failing(1, true, Duration.ofMillis(1500))))
                .isInstanceOf(StreamException.class);
        assertThat(pauses).isEmpty();
        assertThat(retries(Duration.ofSeconds(3)).run(failing(1, true, Duration.ofMillis(1500))))
                .isEqualTo("done");
        assertThat(pauses).containsExactly(Duration.ofMillis(1500));
    }

    @Test
    void readsOnAfterTransientFailuresAndCountsThemSinceTheLastBatch() {
        StreamBatch batch = new StreamBatch(StreamPosition.BEGINNING, List.of(), StreamPosition.BEGINNING, true, false);
        List<Integer> failing = new ArrayList<>(List.of(3, 0, 3, 4));
        StreamReader unsteady = new StreamReader() {
            private Supplier<String> step = failing(failing.remove(0), true, null);

            @Override
            public StreamBatch next() {
                var unused = step.get();
                step = failing(failing.remove(0), true, null);
                return batch;
            }

            @Override
            public void close() {}
        };
        StreamReader reader = new RetryingReader(unsteady, POLICY, pauses::add);
        assertThat(reader.next()).isSameAs(batch);
        assertThat(reader.next()).isSameAs(batch);
        assertThat(reader.next()).isSameAs(batch);
        assertThat(pauses).hasSize(6);
        assertThatThrownBy(reader::next).isInstanceOf(StreamException.class);
    }

    @Test
    void pausesLongerAndLongerWhereEachSecondRequestFails() {
        StreamBatch nothing =
                new StreamBatch(StreamPosition.BEGINNING, List.of(), StreamPosition.BEGINNING, true, false);
        boolean[] fails = {true};
        StreamReader unsteady = new StreamReader() {
            @Override
            public StreamBatch next() {
                fails[0] = !fails[0];
                if (fails[0]) {
                    throw new StreamException("no", "id", 503, true, null, null);
                }
                return nothing;
            }

            @Override
            public void close() {}
        };
        StreamReader reader = new RetryingReader(unsteady, POLICY, pauses::add);
        for (int i = 0; i < 4; i++) {
            assertThat(reader.next()).isSameAs(nothing);
        }
        assertThat(pauses).hasSize(3);
        assertThatThrownBy(reader::next).isInstanceOf(StreamException.class);
    }

    @Test
    void stopsPausingWhenItIsCancelled() {
        OperationRetries operationRetries = new OperationRetries(POLICY, SECOND, Duration.ofMinutes(1), length -> {
            throw new CancellationException();
        });
        assertThatThrownBy(() -> operationRetries.run(failing(1, true, null)))
                .isInstanceOf(CancellationException.class);
    }

    private OperationRetries retries(Duration limit) {
        return new OperationRetries(POLICY, SECOND, limit, pauses::add);
    }

    private static Supplier<String> failing(int times, boolean retryable, @Nullable Duration retryAfter) {
        int[] left = {times};
        return () -> {
            if (left[0]-- > 0) {
                throw new StreamException("no", "id", 503, retryable, retryAfter, null);
            }
            return "done";
        };
    }
}
