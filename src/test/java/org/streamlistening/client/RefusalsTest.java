package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2031-05-06T07:08:09Z"));

    @ParameterizedTest
    @CsvSource({
        "2, 2",
        "0, 0",
        "'Tue, 06 May 2031 07:08:39 GMT', 30",
        "'Tue, 06 May 2031 07:00:00 GMT', 0",
        "soon, 0",
        "-5, 0",
        "99999999999999999999, 0",
        "1000000000, 3600",
    })
    void readsHowLongTheServerWantsToBeLeftAlone(String header, long seconds) {
        assertThat(refused(503, Map.of("Retry-After", header)).retryAfter()).contains(Duration.ofSeconds(seconds));
    }

    @Test
    void knowsWhenTheServerDidNotSay() {
        assertThat(refused(503, Map.of()).retryAfter()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504, 599})
    void mayTryAgainWhatMayPass(int status) {
        assertThat(refused(status, Map.of()).retryable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 302, 400, 401, 403, 404, 405, 409, 410, 413, 418, 501})
    void doesNotTryAgainWhatWillNotChange(int status) {
        StreamException refused = refused(status, Map.of());
        assertThat(refused.retryable()).isFalse();
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused).hasMessageContaining("'a/b'").hasMessageContaining(Integer.toString(status));
    }

    @Test
    void tellsAFencedProducerFromAForbiddenRequest() {
        assertThat(refused(403, Map.of("Producer-Epoch", "7"))).isInstanceOf(ProducerFencedException.class);
        assertThat(refused(403, Map.of("Producer-Epoch", "x"))).isNotInstanceOf(ProducerFencedException.class);
    }

    @Test
    void survivesAPositionThatIsNone() {
        StreamException refused = refused(410, Map.of("Stream-Earliest-Offset", "a/b"));
        assertThat(refused)
                .isInstanceOfSatisfying(
                        StreamGoneException.class,
                        e -> assertThat(e.earliestOffset()).isEmpty());
    }

    private static StreamException refused(int status, Map<String, String> headers) {
        Answer answer =
                new Answer(status, headers::get, false, InputStream.nullInputStream(), Answer.Hold.of(() -> {}));
        return new Refusals(CLOCK).of("read", StreamId.of("a/b"), answer);
    }
}
