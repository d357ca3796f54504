package org.streamlistening.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeTextTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT0.2S, 200ms",
        "PT1S, 1s",
        "PT1.5S, 1500ms",
        "PT1M, 1m",
        "PT90S, 90s",
        "PT1H, 1h",
        "PT90M, 90m",
        "P1D, 1d",
        "PT36H, 36h",
        "PT0.0000001S, 1ms",
        "PT0.9999999S, 1s",
        "PT-1S, -1s"
    })
    void writesADurationAsTheConfigurationDoes(Duration duration, String text) {
        assertThat(TimeText.of(duration)).isEqualTo(text);
    }

    @Test
    void writesAnyDuration() {
        assertThat(TimeText.of(ChronoUnit.FOREVER.getDuration())).endsWith("s");
        assertThat(TimeText.of(Duration.ofSeconds(Long.MIN_VALUE))).startsWith("-");
    }

    @Test
    void roundsMeasuredTimes() {
        assertThat(TimeText.rounded(Duration.ofMillis(4999))).isEqualTo("5s");
        assertThat(TimeText.rounded(Duration.ofMillis(400))).isEqualTo("400ms");
    }
}
