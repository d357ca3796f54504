package org.streamlistening.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionTest {

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void rejectsLimitsThatKeepNothing(long limit) {
        assertRejected("maxAge must be positive", Optional.of(Duration.ofSeconds(limit)), 1, 1);
        assertRejected("maxMessages must be at least 1", Optional.empty(), limit, 1);
        assertRejected("maxBytes must be at least 1", Optional.empty(), 1, limit);
    }

    @Test
    void takesTheSmallestLimitsThereAre() {
        Retention least = new Retention(Optional.of(Duration.ofNanos(1)), OptionalLong.of(1), OptionalLong.of(1));
        assertThat(least.maxMessages()).hasValue(1);
    }

    private static void assertRejected(String rule, Optional<Duration> maxAge, long maxMessages, long maxBytes) {
        assertThatThrownBy(() -> new Retention(maxAge, OptionalLong.of(maxMessages), OptionalLong.of(maxBytes)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(rule);
    }
}
