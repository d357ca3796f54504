package org.streamlistening.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationTest {

    @Test
    void hasNoValueIfNoneIsSet() {
        Configuration configuration = Configuration.ofApplication();
        assertThat(configuration.value("durable-streams.no.such.key")).isEmpty();
        assertThat(configuration.flag("durable-streams.no.such.key")).isFalse();
    }

    @Test
    void readsSystemProperties() {
        System.setProperty("durable-streams.test.key", " here ");
        try {
            assertThat(Configuration.ofApplication().value("durable-streams.test.key"))
                    .contains("here");
        } finally {
            System.clearProperty("durable-streams.test.key");
        }
    }

    @Test
    void convertsKeysToEnvironmentVariables() {
        assertThat(Configuration.environmentName("durable-streams.embedded.long-poll-timeout"))
                .isEqualTo("DURABLE_STREAMS_EMBEDDED_LONG_POLL_TIMEOUT");
    }

    @Test
    void parsesTimeSpans() {
        Configuration configuration =
                Configuration.of(Map.of("a", "500ms", "b", "30s", "c", "PT1M", "d", "2h", "e", "soon", "f", "-PT1S"));
        assertThat(configuration.duration("a")).contains(Duration.ofMillis(500));
        assertThat(configuration.duration("b")).contains(Duration.ofSeconds(30));
        assertThat(configuration.duration("c")).contains(Duration.ofMinutes(1));
        assertThat(configuration.duration("d")).contains(Duration.ofHours(2));
        assertThatThrownBy(() -> configuration.duration("e")).hasMessageStartingWith("e is 'soon', but must be");
        assertThatThrownBy(() -> configuration.duration("f")).hasMessageStartingWith("f is '-PT1S', but must be");
    }

    /** Their nanoseconds would overflow. */
    @Test
    void rejectsTimeSpansThatOverflow() {
        Configuration configuration = Configuration.of(
                Map.of("a", "36500d", "b", "36501d", "c", "999999999d", "d", "PT9223372036854775807S"));
        assertThat(configuration.duration("a")).contains(Duration.ofDays(36_500));
        for (String key : new String[] {"b", "c", "d"}) {
            assertThatThrownBy(() -> configuration.duration(key)).hasMessageContaining("at most 36500d");
            assertThatThrownBy(() -> configuration.positiveDuration(key)).hasMessageContaining("at most 36500d");
        }
    }

    @Test
    void rejectsInvalidSwitchesAndNumbers() {
        Configuration configuration = Configuration.of(Map.of("on", "true", "off", "yes", "n", "12", "m", "1e3"));
        assertThat(configuration.flag("on")).isTrue();
        assertThatThrownBy(() -> configuration.flag("off")).hasMessage("off is 'yes', but must be true or false");
        assertThat(configuration.number("n", 1, 12)).contains(12L);
        assertThatThrownBy(() -> configuration.number("m", 0, 9))
                .hasMessage("m is '1e3', but must be a whole number from 0 to 9");
    }
}
