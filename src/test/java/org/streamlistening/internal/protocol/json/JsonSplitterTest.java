package org.streamlistening.internal.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSplitterTest {

    private static final String MESSAGE = "{\"\\u00e9\\n é漢😀\":[-1.5e+3,{},[ ],true,false,null,\"😀\\\"\"],\"a\":0}";

    @Test
    void splitsAnArrayWhereverItIsCut() throws InvalidJsonException {
        byte[] text = bytes("\ufeff [ " + MESSAGE + ",12 , \"é\" ] ");
        for (int cut = 0; cut <= text.length; cut++) {
            assertThat(messages(JsonSplitter.ofArray(), text, cut)).containsExactly(MESSAGE, "12", "\"é\"");
        }
    }

    @Test
    void takesAnotherValueThanAnArrayAsOneMessageWhereverItIsCut() throws InvalidJsonException {
        for (String value : List.of(MESSAGE, "12", "-0.5e7", "\"é\"", "null")) {
            byte[] text = bytes(" " + value);
            for (int cut = 0; cut <= text.length; cut++) {
                assertThat(messages(JsonSplitter.ofValue(9), text, cut)).containsExactly(value);
            }
        }
    }

    @Test
    void countsTheCharactersOfTheLastMessage() throws InvalidJsonException {
        byte[] text = bytes("[\"é\",\"漢\",\"😀\\u00e9\",{\"é\":1}]");
        JsonSplitter splitter = JsonSplitter.ofArray();
        List<Long> lengths = new ArrayList<>();
        while (splitter.next(text, (int) splitter.position(), text.length)) {
            lengths.add(splitter.characters());
        }
        assertThat(lengths).containsExactly(3L, 3L, 10L, 7L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"a"        | it has no ':' at byte 4
            {"a":1      | it has no '}' or ',' at byte 6
            {1          | it has no member name at byte 1
            [1          | it has no ']' or ',' at byte 2
            [1 2        | it has no ']' or ',' at byte 3
            [[1}        | it has no ']' or ',' at byte 3
            [1]]        | it has content after its value at byte 3
            1 2         | it has content after its value at byte 2
            tru         | it has no value at byte 3
            1.          | it has no value at byte 2
            "a          | it has a string without an end at byte 2
            "\\x"       | it has a bad escape at byte 2
            "\\u12g4"   | it has a bad \\u escape at byte 5
            """)
    void namesTheFirstByteThatDoesNotFit(String text, String error) {
        assertThatThrownBy(() -> messages(JsonSplitter.ofValue(9), bytes(text), 0))
                .isInstanceOf(InvalidJsonException.class)
                .hasMessageEndingWith(error);
    }

    @Test
    void namesTheFirstByteOfACharacterThatIsNotUtf8() {
        byte[] text = {'[', '"', 'a', (byte) 0xe2, (byte) 0x82, '"', ']'};
        for (int cut = 0; cut <= text.length; cut++) {
            int at = cut;
            assertThatThrownBy(() -> messages(JsonSplitter.ofArray(), text, at))
                    .hasMessage("the body is not valid UTF-8 at byte 3");
        }
    }

    @Test
    void limitsTheDepthOfAMessageWithoutTheArrayAroundIt() throws InvalidJsonException {
        assertThat(messages(JsonSplitter.ofValue(3), bytes("[[[{}]]]"), 0)).containsExactly("[[{}]]");
        assertThatThrownBy(() -> messages(JsonSplitter.ofValue(3), bytes("[[[[[]]]]]"), 0))
                .hasMessageEndingWith("it is nested deeper than 3 at byte 4");
    }

    private static List<String> messages(JsonSplitter splitter, byte[] text, int cut) throws InvalidJsonException {
        List<String> messages = new ArrayList<>();
        for (int end : new int[] {cut, text.length}) {
            while (splitter.next(text, (int) splitter.position(), end)) {
                messages.add(last(splitter, text));
            }
        }
        if (splitter.finish()) {
            messages.add(last(splitter, text));
        }
        return messages;
    }

    private static String last(JsonSplitter splitter, byte[] text) {
        int begin = (int) splitter.begin();
        return new String(text, begin, (int) splitter.end() - begin, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
