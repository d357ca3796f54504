package org.streamlistening.internal.read.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonException;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.http.body.MessageBudget;
import org.streamlistening.internal.http.body.UndecodableException;

class JsonArrayMessagesTest {

    private static final String TYPE = "application/json";

    @Test
    void keepsTheTextOfEachMessage() throws IOException {
        assertThat(
                        texts(
                                " [ 1.0 , 1E2,-0, \"\\u00e9\\/\" ,\"é\",{ \"a\" : [1 , 2] } ,[],[[ ]], null,true ,\n\t\"😀\" ] "))
                .containsExactly(
                        "1.0",
                        "1E2",
                        "-0",
                        "\"\\u00e9\\/\"",
                        "\"é\"",
                        "{ \"a\" : [1 , 2] }",
                        "[]",
                        "[[ ]]",
                        "null",
                        "true",
                        "\"😀\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", " [ ] \n"})
    void findsNoMessageInAnEmptyBody(String body) throws IOException {
        assertThat(texts(body)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "1",
                "[1",
                "[1,",
                "[1,]",
                "[1 2]",
                "[1]]",
                "[1] 2",
                "[01]",
                "[tru]",
                "[\"a]",
                "[{\"a\"}]",
                "XX1]",
                "[,1]",
                "[\"\u0001\"]",
                "["
            })
    void rejectsABodyThatIsNoArray(String body) {
        assertThatThrownBy(() -> texts(body)).isInstanceOf(UndecodableException.class);
    }

    @Test
    void rejectsABodyThatIsNotUtf8() {
        InputStream body = new ByteArrayInputStream(new byte[] {'[', '"', (byte) 0xff, '"', ']'});
        assertThatThrownBy(() -> texts(body, false)).isInstanceOf(UndecodableException.class);
    }

    @Test
    void treatsAnEarlyEndOfAnUndelimitedBodyAsALostConnection() {
        InputStream body = new ByteArrayInputStream("[1,2".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> texts(body, true))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(UndecodableException.class);
    }

    @Test
    void rejectsAMessageOverTheLimit() {
        assertThatThrownBy(() -> texts("[\"" + "x".repeat(2_000_000) + "\"]"))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("1000000")
                .hasMessageContaining("maxMessageLength");
    }

    @Test
    void rejectsNoMessageBecauseOfThoseThatArrivedWithIt() throws IOException {
        for (int length : new int[] {1, 100, 1000, 1023, 1024}) {
            List<String> values = Collections.nCopies(100, "7".repeat(length));
            String body = "[" + String.join(", ", values) + "]";
            JsonArrayMessages messages =
                    messages(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), 1024);
            for (String value : values) {
                assertThat(messages.next(1).text()).isEqualTo(value);
            }
            assertThat(messages.next(1)).isNull();
        }
    }

    @Test
    void rejectsAMessageThatIsOneCharacterOverTheLimit() throws IOException {
        String body = "[1," + "7".repeat(1025) + "]";
        JsonArrayMessages messages = messages(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), 1024);
        assertThat(messages.next(1).text()).isEqualTo("1");
        assertThatThrownBy(() -> messages.next(1)).isInstanceOf(UndecodableException.class);
    }

    @Test
    void returnsMessagesThatAreNestedDeeperThanAnyParserGoes() throws IOException {
        for (int depth : new int[] {999, 1000, 1100, 5000, 150_000}) {
            for (String deep :
                    List.of("[".repeat(depth) + "]".repeat(depth), "{\"a\":".repeat(depth) + "7" + "}".repeat(depth))) {
                assertThat(texts("[1," + deep + ",2]")).containsExactly("1", deep, "2");
            }
        }
    }

    @Test
    void rejectsBracketsThatDoNotMatch() {
        for (String body : List.of("[[1}]", "[{\"a\":[}]]", "[{]", "[{\"a\":1]", "[[[]]", "[{\"a\":{}]}", "]", "[}")) {
            assertThatThrownBy(() -> texts(body)).as(body).isInstanceOf(UndecodableException.class);
        }
    }

    @Test
    void treatsAnEndOfAnUndelimitedBodyWithinACharacterAsALostConnection() {
        byte[] whole = "[1,\"\u00e9\ud83d\ude00\"".getBytes(StandardCharsets.UTF_8);
        for (int length = 1; length < whole.length; length++) {
            InputStream body = new ByteArrayInputStream(whole, 0, length);
            assertThatThrownBy(() -> texts(body, true))
                    .as("cut after %d bytes", length)
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(UndecodableException.class);
        }
    }

    @Test
    void returnsALongMessageAndTheNextOneBeforeTheBodyBreaks() throws IOException {
        String value = "\"" + "x".repeat(900_000) + "\"";
        InputStream begin = new ByteArrayInputStream(("[" + value + ",1,2").getBytes(StandardCharsets.UTF_8));
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken");
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return read();
            }
        };
        JsonArrayMessages messages = messages(new SequenceInputStream(begin, broken), false);
        assertThat(messages.next(1).text()).isEqualTo(value);
        assertThat(messages.next(1).text()).isEqualTo("1");
        assertThatThrownBy(() -> messages.next(1))
                .isInstanceOf(IOException.class)
                .hasMessage("broken");
    }

    @Test
    void splitsMessagesInAnyChunks() throws IOException {
        Random random = new Random(42);
        for (int round = 0; round < 300; round++) {
            List<String> values = new ArrayList<>();
            for (int count = random.nextInt(50); count > 0; count--) {
                values.add(value(random, 3));
            }
            StringBuilder body = new StringBuilder(blank(random)).append('[');
            for (int i = 0; i < values.size(); i++) {
                body.append(i == 0 ? "" : ",")
                        .append(blank(random))
                        .append(values.get(i))
                        .append(blank(random));
            }
            body.append(']').append(blank(random));
            InputStream dripping = dripping(body.toString().getBytes(StandardCharsets.UTF_8), random);
            assertThat(texts(dripping, false)).isEqualTo(values);
        }
    }

    /** This splitter and the parser of the platform accept the same arrays. */
    @Test
    void agreesWithTheParserOfThePlatform() {
        Random random = new Random(17);
        String alphabet = "[]{},:\"\\\\/ue0123456789-+.Etrufalsn \n\t\u0001\u00e9";
        int rejected = 0;
        for (int round = 0; round < 10_000; round++) {
            StringBuilder body = new StringBuilder("[" + value(random, 3) + "," + value(random, 2) + "]");
            for (int change = random.nextInt(3); change > 0 && body.length() < 400; change--) {
                int at = random.nextInt(body.length());
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(3)) {
                    case 0 -> body.setCharAt(at, c);
                    case 1 -> body.insert(at, c);
                    default -> body.deleteCharAt(at);
                }
            }
            // Halves of surrogate pairs do not exist in UTF-8.
            String text = new String(body.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            int expected = parsed(text);
            rejected += expected < 0 ? 1 : 0;
            assertThat(split(text)).as(text).isEqualTo(expected);
        }
        assertThat(rejected).isBetween(2_000, 8_000);
    }

    /** How many elements the parser of the platform finds; -1: the text is no array. */
    private static int parsed(String body) {
        try (JsonParser parser = JsonProvider.provider().createParser(new StringReader(body))) {
            int elements = 0;
            int depth = 0;
            do {
                Event event = parser.next();
                boolean opens = event == Event.START_ARRAY || event == Event.START_OBJECT;
                boolean closes = event == Event.END_ARRAY || event == Event.END_OBJECT;
                if (depth == 0 && event != Event.START_ARRAY) {
                    return -1;
                }
                elements += depth == 1 && !closes ? 1 : 0;
                depth += opens ? 1 : closes ? -1 : 0;
            } while (depth > 0);
            return parser.hasNext() ? -1 : elements;
        } catch (JsonException | NoSuchElementException e) {
            return -1;
        }
    }

    private static int split(String body) {
        try {
            return texts(body).size();
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void keepsNoSpaceBetweenMessages() throws IOException {
        JsonArrayMessages messages = messages(
                new SequenceInputStream(
                        new ByteArrayInputStream("[1".getBytes(StandardCharsets.UTF_8)),
                        new ByteArrayInputStream((" ".repeat(500_000) + ",2]").getBytes(StandardCharsets.UTF_8))),
                1024);
        assertThat(messages.next(1).text()).isEqualTo("1");
        assertThat(messages.next(1).text()).isEqualTo("2");
        assertThat(messages.next(1)).isNull();
    }

    @Test
    void skipsMessagesThatWereRead() throws IOException {
        JsonArrayMessages messages =
                messages(new ByteArrayInputStream("[1,[2],3]".getBytes(StandardCharsets.UTF_8)), false);
        assertThat(messages.drop(2)).isEqualTo(2);
        assertThat(messages.next(1).text()).isEqualTo("3");
        assertThat(messages.drop(2)).isZero();
    }

    private static String value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> Integer.toString(random.nextInt());
            case 1 -> random.nextInt(1000) + ".50e+" + random.nextInt(9);
            case 2 ->
                "\"" + "äé😀\\n\\ud83d\\ude00 ]},[{".repeat(random.nextInt(random.nextInt(20) == 0 ? 900 : 9)) + "\"";
            case 3 -> "null";
            case 4 -> "\"" + "x".repeat(random.nextInt(10) == 0 ? random.nextInt(20_000) : 3) + "\"";
            case 5 -> "[" + blank(random) + value(random, depth - 1) + " , " + value(random, depth - 1) + "]";
            default -> "{\"k" + blank(random) + "\":" + blank(random) + value(random, depth - 1) + blank(random) + "}";
        };
    }

    private static String blank(Random random) {
        return random.nextBoolean() ? "" : " ".repeat(random.nextInt(4));
    }

    private static InputStream dripping(byte[] bytes, Random random) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1 + random.nextInt(3000)));
            }

            @Override
            public synchronized int available() {
                return 0;
            }
        };
    }

    private static List<String> texts(String body) throws IOException {
        return texts(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), false);
    }

    private static List<String> texts(InputStream body, boolean cutLooksLikeEnd) throws IOException {
        List<String> texts = new ArrayList<>();
        JsonArrayMessages messages = messages(body, cutLooksLikeEnd);
        for (StreamMessage message = messages.next(1); message != null; message = messages.next(1)) {
            texts.add(message.text());
        }
        assertThat(messages.next(1)).isNull();
        return texts;
    }

    private static JsonArrayMessages messages(InputStream body, int limit) {
        return messages(body, limit, false);
    }

    private static JsonArrayMessages messages(InputStream body, boolean cutLooksLikeEnd) {
        return messages(body, 1_000_000, cutLooksLikeEnd);
    }

    private static JsonArrayMessages messages(InputStream body, int limit, boolean cutLooksLikeEnd) {
        return new JsonArrayMessages(body, TYPE, limit, cutLooksLikeEnd, BodyPace.none(), MessageBudget.unlimited());
    }
}
