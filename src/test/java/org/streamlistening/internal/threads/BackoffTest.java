package org.streamlistening.internal.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static Backoff withRandom(double random) {
        return new Backoff(Duration.ofMillis(100), Duration.ofMillis(700), 2, () -> random);
    }

    @Test
    void doublesTheLongestPauseUpToTheMaximum() {
        Backoff longest = withRandom(1);
        assertThat(List.of(1, 2, 3, 4, 5, 1000, Integer.MAX_VALUE))
                .extracting(failures -> longest.delay(failures, Duration.ZERO).toMillis())
                .containsExactly(100L, 200L, 400L, 700L, 700L, 700L, 700L);
    }

    @Test
    void takesARandomPartOfThePauseAndHonoursRetryAfter() {
        assertThat(withRandom(0.5).delay(2, Duration.ZERO)).isEqualTo(Duration.ofMillis(100));
        assertThat(withRandom(0.5).delay(2, SECOND)).isEqualTo(SECOND);
    }

    @Test
    void isNeverAHotLoop() {
        assertThat(withRandom(0).delay(1, Duration.ZERO)).isEqualTo(Duration.ofMillis(10));
        Backoff brief = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), () -> 0);
        assertThat(brief.delay(5, Duration.ZERO)).isEqualTo(Duration.ofMillis(1));
    }
}
