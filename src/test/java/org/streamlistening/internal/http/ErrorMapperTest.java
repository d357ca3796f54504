package org.streamlistening.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.ProducerFencedException;
import org.streamlistening.client.RetryPolicy;
import org.streamlistening.client.StreamClosedException;
import org.streamlistening.client.StreamConflictException;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamGoneException;
import org.streamlistening.client.StreamId;

class ErrorMapperTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2031-05-06T07:08:09Z"));

    @ParameterizedTest
    @CsvSource({
        "2, 2",
        "0, 0",
        "'Tue, 06 May 2031 07:08:39 GMT', 30",
        "'Tue, 06 May 2031 07:00:00 GMT', 0",
        "'Tuesday, 06-May-31 07:08:39 GMT', 30",
        "'Tue May  6 07:08:39 2031', 30",
        "soon, 0",
        "-5, 0",
        "99999999999999999999, 0",
        "1000000000, 3600",
    })
    void readsRetryAfter(String header, long seconds) {
        assertThat(mapped(503, Map.of("Retry-After", header)).retryAfter()).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({
        "'Tue, 06 May 2031 07:18:39 GMT', 'Tue, 06 May 2031 07:18:09 GMT', 30",
        "'Tue, 06 May 2031 06:58:39 GMT', 'Tuesday, 06-May-31 06:58:09 GMT', 30",
        "'Tue May  6 07:18:39 2031', 'Tue May  6 07:18:09 2031', 30",
        "'Tue, 06 May 2031 07:08:39 GMT', 'no date', 30",
        "'2', 'Tue, 06 May 2031 07:18:09 GMT', 2",
    })
    void usesTheClockOfTheServer(String header, String date, long seconds) {
        assertThat(mapped(503, Map.of("Retry-After", header, "Date", date)).retryAfter())
                .contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @EnumSource(ClientTransport.class)
    void namesTheAddressWithoutAResponseAndTheReasonWithoutTheQuery(ClientTransport transport) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (DurableStreamsClient client = DurableStreamsClient.builder(URI.create("http://127.0.0.1:" + port + "/v1"))
                .transport(transport)
                .parameter("key", "secret")
                .retry(RetryPolicy.never())
                .build()) {
            assertThatThrownBy(() -> client.head("s"))
                    .hasMessageContaining("127.0.0.1:" + port + " (connection refused)")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void reportsThatJsonIsMalformedAndWhere() {
        StreamContent secret = StreamContent.json("[1,\n{\"secret\": }]");
        assertThat(mapped("append to", 400, Map.of(), secret))
                .hasMessageContaining("malformed JSON, at line 2")
                .hasMessageNotContaining("secret");
        assertThat(mapped("append to", 400, Map.of(), StreamContent.json("[1]")))
                .hasMessageContaining("the request is malformed");
        assertThat(mapped("append to", 400, Map.of(), StreamContent.text("[1")))
                .hasMessageContaining("the request is malformed");
    }

    @Test
    void reportsThatAnExistingStreamIsClosed() {
        assertThat(mapped("create", 409, Map.of("Stream-Closed", "true"), StreamContent.json("[]")))
                .isInstanceOf(StreamConflictException.class)
                .hasMessageContaining("is closed");
        assertThat(mapped("append to", 409, Map.of("Stream-Closed", "true"), StreamContent.json("[]")))
                .isInstanceOf(StreamClosedException.class)
                .hasMessageContaining("is closed");
    }

    @Test
    void hasNoPauseWithoutRetryAfter() {
        assertThat(mapped(503, Map.of()).retryAfter()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504, 599})
    void transientFailuresAreRetryable(int status) {
        assertThat(mapped(status, Map.of()).retryable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 302, 400, 401, 403, 404, 405, 409, 410, 413, 418, 501})
    void finalFailuresAreNotRetryable(int status) {
        StreamException mapped = mapped(status, Map.of());
        assertThat(mapped.retryable()).isFalse();
        assertThat(mapped.status()).isEqualTo(status);
        assertThat(mapped).hasMessageContaining("'a/b'").hasMessageContaining(Integer.toString(status));
    }

    @Test
    void distinguishesAFencedProducerFromAForbiddenRequest() {
        assertThat(mapped(403, Map.of("Producer-Epoch", "7"))).isInstanceOf(ProducerFencedException.class);
        assertThat(mapped(403, Map.of("Producer-Epoch", "x"))).isNotInstanceOf(ProducerFencedException.class);
    }

    @Test
    void ignoresAnInvalidEarliestOffset() {
        StreamException mapped = mapped(410, Map.of("Stream-Earliest-Offset", "a/b"));
        assertThat(mapped)
                .isInstanceOfSatisfying(
                        StreamGoneException.class,
                        e -> assertThat(e.earliestOffset()).isEmpty());
    }

    private static StreamException mapped(int status, Map<String, String> headers) {
        return mapped("read", status, headers, null);
    }

    private static StreamException mapped(
            String action, int status, Map<String, String> headers, @Nullable StreamContent sent) {
        StreamResponse response = new StreamResponse(
                status, headers::get, false, InputStream.nullInputStream(), ResponseHandle.of(() -> {}));
        return new ErrorMapper(CLOCK).of(action, StreamId.of("a/b"), sent, response);
    }
}
