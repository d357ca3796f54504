package org.streamlistening.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginsTest {

    private final Origins origins = new Origins(Set.of("https://friend.example:8443"));

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, app.example, false",
                "http://app.example, app.example, false",
                "http://app.example:9080, app.example:9080, false",
                "http://app.example:80, app.example, false",
                "HTTP://App.Example, app.example, false",
                "https://app.example, app.example, true",
                "https://app.example, app.example:443, true",
                "https://app.example, app.example, false",
                "http://[::1]:9080, [::1]:9080, false",
                "http://web_app:9080, web_app:9080, false",
                "https://web_app, Web_App, true",
                "https://friend.example:8443, app.example, false",
                "https://friend.example:8443, none, false",
            })
    void acceptsItsOwnAndListedOrigins(String origin, String host, boolean secure) {
        assertThat(origins.allow(origin, host, secure)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "https://evil.example, app.example, false",
                "http://evil_app:9080, web_app:9080, false",
                "http://web_app:9081, web_app:9080, false",
                "http://web_app:9080, x@web_app:9080, false",
                "http://x@web_app:9080, web_app:9080, false",
                "http://app.example.evil.example, app.example, false",
                "http://app.example, app.example:9080, false",
                "http://app.example:9081, app.example:9080, false",
                "http://app.example, app.example, true",
                "https://friend.example, app.example, false",
                "http://friend.example:8443, app.example, false",
                "null, app.example, false",
                "file://, app.example, false",
                "'', app.example, false",
                "app.example, app.example, false",
                "http://app.example, none, false",
                "http://app.example@evil.example, app.example, false",
                "http://evil.example, app.example@evil.example, false",
                "not a uri at all, app.example, false",
            })
    void rejectsAllOtherOrigins(String origin, String host, boolean secure) {
        assertThat(origins.allow(origin, host, secure)).isFalse();
    }
}
