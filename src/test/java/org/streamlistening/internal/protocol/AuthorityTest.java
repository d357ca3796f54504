package org.streamlistening.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {

    @ParameterizedTest
    @CsvSource({
        "http://streams_server:4437/v1, streams_server:4437",
        "http://Streams_Server/, streams_server:80",
        "https://a_b.example.org, a_b.example.org:443",
        "http://example.org:, example.org:80",
        "http://-odd-:1/, -odd-:1",
        "http://[::1]:8080/, '[::1]:8080'",
        "https://[::1]/, '[::1]:443'",
        "http://127.0.0.1:9080/, 127.0.0.1:9080",
    })
    void hasHostAndPort(URI uri, String authority) {
        assertThat(Authority.of(uri)).map(Authority::toString).contains(authority);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "streams.example.org/v1",
                "/streams",
                "ftp://a_b/",
                "mailto:a@b",
                "http:/a",
                "http://a_b:65536/",
                "http://a_b:1:2/",
                "http://user@a_b/",
                "http://a,b/"
            })
    void hasNoHostAndPort(URI uri) {
        assertThat(Authority.of(uri)).isEmpty();
    }
}
