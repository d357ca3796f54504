package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.Offset;

class StreamIdTest {

    @ParameterizedTest
    @CsvSource({
        "chat/42, chat/42",
        "a b/c, a%20b/c",
        "größe/日本, gr%C3%B6%C3%9Fe/%E6%97%A5%E6%9C%AC",
        "a+b@c, a+b@c",
        "a/b:c, a/b:c",
        "42:a, 42:a",
        "a;b, a%3Bb",
        "{x}, %7Bx%7D",
        "😀, %F0%9F%98%80",
        "..., ...",
        "a/__ds, a/__ds",
        "a/__ds/b, a/__ds/b",
    })
    void encodesEachSegment(String id, String path) {
        assertThat(StreamId.of(id).path()).isEqualTo(path);
    }

    @Test
    void rejectsNull() {
        assertThatThrownBy(() -> StreamId.of(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("null");
    }

    /** Every method with an id rejects null in the same way, before any request. */
    @Test
    void rejectsNullInEveryCall() {
        try (DurableStreamsClient client = DurableStreamsClient.builder(request -> {
                    throw new AssertionError("a request was sent");
                })
                .build()) {
            StreamContent content = StreamContent.text("x");
            Stream.<ThrowingCallable>of(
                            () -> client.create(null, CreateOptions.json()),
                            () -> client.append(null, content),
                            () -> client.append(null, content, "1"),
                            () -> client.close(null),
                            () -> client.close(null, content),
                            () -> client.delete(null),
                            () -> client.head(null),
                            () -> client.open(null, ReadOptions.catchUp()),
                            () -> client.follow(null, ReadOptions.catchUp()),
                            () -> client.follow(null, ReadOptions.catchUp(), RetryPolicy.never()),
                            () -> client.producer(null, ProducerOptions.of("p")),
                            () -> CreateOptions.forkOf(null),
                            () -> CreateOptions.forkOf(null, Offset.NOW, 1))
                    .forEach(call -> assertThatThrownBy(call)
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("must not be null"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/a, begin with",
        "//host/a, begin with",
        "a//b, empty segments",
        "a/, empty segments",
        "., '.' and '..'",
        "../a, '.' and '..'",
        "a/../b, '.' and '..'",
        "a/%2e%2E/b, '.' and '..'",
        "a/.%2e, '.' and '..'",
        "a/%252e%252e, '.' and '..'",
        "a%2f..%2fb, '.' and '..'",
        "http:a, scheme",
        "http://host/a, scheme",
        "javascript:x, scheme",
        "a?b, '?'",
        "a%3Fb, '?'",
        "a\\b, '\\'",
        "a%5cb, '\\'",
        "__ds/subscriptions, __ds",
        "__ds, __ds",
        "%5f_ds/x, __ds",
        "100%, '%'",
        "100%25, '%'",
        "a%20b, '%'",
    })
    void rejectsAnIdThatLeadsOutOfTheBase(String id, String rule) {
        assertThatThrownBy(() -> StreamId.of(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a#b", "a\nb", "a\u0000", "a\u0085b", "a%0ab", "\ud800"})
    void rejectsCharactersThatNoPathCanContain(String id) {
        assertThatThrownBy(() -> StreamId.of(id)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rejectsAnEmptyAndATooLongId() {
        assertThatThrownBy(() -> StreamId.of("")).hasMessageContaining("empty");
        assertThatThrownBy(() -> StreamId.of("x".repeat(1025))).hasMessageContaining("1024");
        assertThat(StreamId.of("x".repeat(1024)).path()).hasSize(1024);
        assertThat(StreamId.of("日".repeat(1024)).path()).hasSize(9 * 1024);
    }
}
