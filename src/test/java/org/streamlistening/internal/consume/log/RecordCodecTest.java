package org.streamlistening.internal.consume.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordCodecTest {

    private final RecordCodec codec = new RecordCodec();

    @Test
    void decodesWhatItEncodes() {
        LogRecord record = new LogRecord(7, "id", 3, "a \"text\"\n\u0001", "before");
        assertThat(codec.decode(codec.encode(record))).contains(record);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "7",
                "[]",
                "null",
                "{}",
                "{\"version\":1}",
                "{\"version\":\"1\",\"id\":\"a\",\"epoch\":0,\"content\":\"\"}",
                "{\"version\":1.5,\"id\":\"a\",\"epoch\":0,\"content\":\"\"}",
                "{\"version\":1e99999999,\"id\":\"a\",\"epoch\":0,\"content\":\"\"}",
                "{\"version\":-1,\"id\":\"a\",\"epoch\":0,\"content\":\"\"}",
                "{\"version\":1,\"id\":\"a\",\"epoch\":9007199254740993,\"content\":\"\"}"
            })
    void ignoresWhatIsNoRecord(String foreign) {
        assertThat(codec.decode(foreign)).isEmpty();
    }

    @Test
    void ignoresAMessageThatIsNestedTooDeep() {
        int depth = 100_000;
        assertThat(codec.decode("[".repeat(depth) + "]".repeat(depth))).isEmpty();
        assertThat(codec.decode("{\"a\":".repeat(depth) + "1" + "}".repeat(depth)))
                .isEmpty();
    }
}
