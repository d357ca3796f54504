package org.streamlistening.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownKeysTest {

    private static final KnownKeys KEYS = KnownKeys.of(Set.of("", "chat"), Set.of("audit"));

    private static List<KnownKeys.Unknown> unknown(String spelling) {
        return KEYS.unknown(List.of(spelling));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "durable-streams.url",
                "durable-streams.embedded.retention.max-age",
                "durable-streams.listener.chat.live",
                "durable-streams.listener.a name that is computed.live",
                "durable-streams.consumer.audit.stream",
                "DURABLE_STREAMS_URL",
                "DURABLE_STREAMS_CONSUMER_AUDIT_STREAM",
                "DURABLE_STREAMS_LISTENER_ROOM_7_ON_MISSING",
                // Of another program, or of the application.
                "DURABLE_STREAMS_TOKEN_FILE"
            })
    void findsNothingWrongWith(String spelling) {
        assertThat(unknown(spelling)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "durable-streams.ulr, durable-streams.url",
        "durable-streams.store, durable-streams.embedded.store",
        "durable-streams.embeded.enabled, durable-streams.embedded.enabled",
        "durable-streams.retry.max-dealy, durable-streams.retry.max-delay",
        "durable-streams.listener.chat.on-mising, durable-streams.listener.chat.on-missing",
        "durable-streams.consumer.adit.stream, durable-streams.consumer.audit.stream",
        "DURABLE_STREAMS_EMBEDED_ENABLED, DURABLE_STREAMS_EMBEDDED_ENABLED"
    })
    void namesTheNearestOf(String spelling, String nearest) {
        assertThat(unknown(spelling)).containsExactly(new KnownKeys.Unknown(spelling, Optional.of(nearest)));
    }

    @Test
    void namesNoneThatHasNothingInCommon() {
        assertThat(unknown("durable-streams.q"))
                .containsExactly(new KnownKeys.Unknown("durable-streams.q", Optional.empty()));
    }

    @Test
    void namesNoneThatIsFarOff() {
        assertThat(unknown("durable-streams.wholly.unknown"))
                .containsExactly(new KnownKeys.Unknown("durable-streams.wholly.unknown", Optional.empty()));
    }

    @Test
    void reportsInAlphabeticalOrder() {
        assertThat(KEYS.unknown(List.of("durable-streams.z", "durable-streams.a")))
                .extracting(KnownKeys.Unknown::spelling)
                .containsExactly("durable-streams.a", "durable-streams.z");
    }

    @Test
    void collectsWhatTheSourcesSet() {
        System.setProperty("durable-streams.ulr", "http://localhost/");
        try {
            assertThat(Configuration.spellings()).contains("durable-streams.ulr");
        } finally {
            System.clearProperty("durable-streams.ulr");
        }
    }
}
