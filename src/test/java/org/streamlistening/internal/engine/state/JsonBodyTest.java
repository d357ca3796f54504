package org.streamlistening.internal.engine.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {

    @Test
    void takesOneLevelOfArrayApart() {
        assertThat(stored("{\"a\":1}")).isEqualTo("{\"a\":1},");
        assertThat(stored("[{\"a\":1},{\"b\":2}]")).isEqualTo("{\"a\":1},{\"b\":2},");
        assertThat(stored("[[1,2],[3,4]]")).isEqualTo("[1,2],[3,4],");
        assertThat(stored("[[[1,2,3]]]")).isEqualTo("[[1,2,3]],");
    }

    @Test
    void knowsWhereEachMessageEnds() {
        assertThat(JsonBody.split(bytes(" [ 1 , \"zwei\" , {} ] ")).ends()).containsExactly(2, 9, 12);
    }

    @Test
    void keepsTheTextOfAMessageAsItWasWritten() {
        String message = "{ \"n\" : 1.0e+00, \"n\":10000000000000000000000.10 ,\n\t\"é\":\"\\u00E9\\/\uD83D\uDE00\" }";
        assertThat(stored("  " + message + "\r\n")).isEqualTo(message + ",");
        assertThat(stored("[ " + message + " , " + message + " ]")).isEqualTo(message + "," + message + ",");
    }

    @Test
    void findsWhatEndsAStringWhereverItStands() {
        for (int before = 0; before < 20; before++) {
            String text = "a".repeat(before);
            for (String odd : List.of("\\\"", "\\\\", "é", "\uD83D\uDE00", "~", " ", "\u007f")) {
                String message = "\"" + text + odd + "b".repeat(9) + "\"";
                assertThat(stored("[" + message + "," + message + "]")).isEqualTo(message + "," + message + ",");
            }
            for (String invalid : List.of("\n", "\u001f", "\u0000", "\\x")) {
                String message = "\"" + text + invalid + "b".repeat(9) + "\"";
                assertThatThrownBy(() -> stored(message)).isInstanceOf(RequestRejectedException.class);
            }
            assertThatThrownBy(() -> stored("\"" + text)).isInstanceOf(RequestRejectedException.class);
        }
    }

    @Test
    void findsNoMessageInAnEmptyArray() {
        assertThat(JsonBody.split(bytes(" [ ] ")).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "-0", "0.5", "-1e5", "1E-7", "12", "\"\"", "\"\\\"\\\\\"", "true", "false", "null", "{}"})
    void takesEveryKindOfValue(String value) {
        assertThat(stored(value)).isEqualTo(value + ",");
        assertThat(stored("[" + value + "]")).isEqualTo(value + ",");
        assertThat(stored("{\"a\":" + value + "}")).isEqualTo("{\"a\":" + value + "},");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[",
                "]",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[1 2]",
                "1 2",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":1]",
                "[1}",
                "[[1]",
                "01",
                "+1",
                "1.",
                ".5",
                "1e",
                "-",
                "tru",
                "nul",
                "NaN",
                "\"",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\",
                "\"\n\"",
                "\"\t\"",
                "undefined",
                "[1]]",
                "{}{}",
                "\u00a01",
                "\ufeff1"
            })
    void rejectsABodyThatIsNotJson(String text) {
        assertThatThrownBy(() -> stored(text))
                .isInstanceOf(RequestRejectedException.class)
                .hasMessageStartingWith("the body is not valid");
    }

    @Test
    void rejectsBytesThatAreNotUtf8() {
        int[][] wrong = {
            {0x80},
            {0xc0, 0x80},
            {0xc1, 0xbf},
            {0xc3},
            {0xe0, 0x80, 0x80},
            {0xed, 0xa0, 0x80},
            {0xf0, 0x80, 0x80, 0x80},
            {0xf4, 0x90, 0x80, 0x80},
            {0xf5, 0x80, 0x80, 0x80},
            {0xff},
            {0xe2, 0x82}
        };
        for (int[] bytes : wrong) {
            byte[] body = new byte[bytes.length + 2];
            body[0] = body[body.length - 1] = '"';
            for (int i = 0; i < bytes.length; i++) {
                body[i + 1] = (byte) bytes[i];
            }
            assertThatThrownBy(() -> JsonBody.split(body)).hasMessageContaining("not valid UTF-8");
        }
    }

    @Test
    void rejectsTextThatIsNestedTooDeeply() {
        assertThat(stored("[".repeat(512) + "]".repeat(512))).hasSize(1023);
        assertThatThrownBy(() -> stored("[".repeat(514) + "]".repeat(514)))
                .hasMessageContaining("nested deeper than 512");
    }

    private static String stored(String body) {
        return new String(JsonBody.split(bytes(body)).bytes(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
