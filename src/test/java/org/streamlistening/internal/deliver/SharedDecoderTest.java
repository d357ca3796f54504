package org.streamlistening.internal.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeDeserializer;
import jakarta.json.bind.serializer.DeserializationContext;
import jakarta.json.bind.serializer.JsonbDeserializer;
import jakarta.json.stream.JsonParser;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.StreamMessage;

/** Sessions share the payload of one message only if no session can change it for another. */
class SharedDecoderTest {

    private final Jsonb jsonb = JsonbBuilder.create();
    private final List<String> decoded = new ArrayList<>();
    private final StreamMessage message = StreamMessage.of("{\"text\":\"hi\"}", "application/json");

    @AfterEach
    void close() throws Exception {
        jsonb.close();
    }

    enum Mood {
        GOOD
    }

    /** A record of values. */
    public record Token(
            String text,
            int index,
            @Nullable Long id,
            @Nullable Mood mood,
            @Nullable Author author) {}

    /** A record in a record. */
    public record Author(UUID id, Instant since, BigDecimal rating) {}

    /** A record that contains itself. */
    public record Letter(String text, @Nullable Letter answer) {}

    /** A record that contains itself, and a list. */
    public record Tree(@Nullable Tree left, List<String> names) {}

    /** Contains a record that can change. */
    public record Forest(@Nullable Tree tree) {}

    /** A record of any values. */
    public record Box<T>(T content) {}

    public record Bytes(byte[] bytes) {}

    /** Can change. */
    public static class Bean {

        public String text = "";
    }

    /** The session that is delivered to: an adapter can have it injected. */
    private static final ThreadLocal<String> SESSION = ThreadLocal.withInitial(() -> "none");

    /** Adapts a text for the user of the session. */
    public static class ForUser implements JsonbAdapter<String, String> {

        @Override
        public String adaptToJson(String text) {
            return text;
        }

        @Override
        public String adaptFromJson(String text) {
            return text + " for " + SESSION.get();
        }
    }

    /** A conversion under another name. */
    @JsonbTypeAdapter(ForUser.class)
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.ANNOTATION_TYPE, ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
    public @interface Personal {}

    /** A conversion under another name of its other name. */
    @Personal
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
    public @interface Intimate {}

    /** A record with a conversion of the application. */
    public record Greeting(@JsonbTypeAdapter(ForUser.class) String text) {}

    /** The same in a record. */
    public record Card(Greeting greeting) {}

    /** The same by another name. */
    public record Note(@Personal String text) {}

    /** The same by a name of that name. */
    public record Diary(@Intimate String text) {}

    /** What observers declare: the objects are those of a deserializer of the application. */
    @JsonbTypeDeserializer(PhraseForUser.class)
    public interface Phrase {}

    /** Has no conversion of its own. */
    public record Word(String text) implements Phrase {}

    /** Makes a phrase for the user of the session. */
    public static class PhraseForUser implements JsonbDeserializer<Phrase> {

        @Override
        public Phrase deserialize(JsonParser parser, DeserializationContext context, Type type) {
            String text = "";
            while (parser.hasNext()) {
                if (parser.next() == JsonParser.Event.VALUE_STRING) {
                    text = parser.getString();
                }
            }
            return new Word(text + " for " + SESSION.get());
        }
    }

    /** A part with a conversion that records inherit. */
    public interface Named {

        @JsonbTypeAdapter(ForUser.class)
        String text();
    }

    public record Badge(String text) implements Named {}

    private Payloads payloads(Class<?> type) {
        Jsonb counting = (Jsonb) Proxy.newProxyInstance(
                Jsonb.class.getClassLoader(), new Class<?>[] {Jsonb.class}, (proxy, method, arguments) -> {
                    decoded.add((String) arguments[0]);
                    return method.invoke(jsonb, arguments);
                });
        return new Payloads(Set.of(type), counting);
    }

    private static Object only(Payloads payloads, StreamMessage message) {
        return payloads.of(message).get(0);
    }

    private static StreamMessage message(int index) {
        return StreamMessage.of("{\"text\":\"hi\",\"index\":" + index + "}", "application/json");
    }

    @Test
    void decodesAnImmutablePayloadOnceForAllListeners() {
        Payloads payloads = payloads(Token.class);
        Object first = only(payloads, message);
        assertThat(only(payloads, message)).isSameAs(first);
        assertThat(decoded).hasSize(1);
    }

    @Test
    void decodesAMutablePayloadForEachListener() {
        Payloads payloads = payloads(Bean.class);
        Bean first = (Bean) only(payloads, message);
        first.text = "changed by the first session";
        assertThat(((Bean) only(payloads, message)).text).isEqualTo("hi");
        assertThat(decoded).hasSize(2);
    }

    @Test
    void decodesEqualMessagesOneByOne() {
        Payloads payloads = payloads(Token.class);
        assertThat(only(payloads, message(1))).isNotSameAs(only(payloads, message(1)));
        assertThat(decoded).hasSize(2);
    }

    @Test
    void sharesTheTextOfAMessage() {
        Payloads payloads = payloads(String.class);
        Object first = only(payloads, message);
        assertThat(only(payloads, message)).isSameAs(first);
    }

    @Test
    void copiesTheBytesForEachListener() {
        Payloads payloads = payloads(byte[].class);
        assertThat(only(payloads, message)).isNotSameAs(only(payloads, message));
    }

    @Test
    void remembersAFewMessages() {
        Payloads payloads = payloads(Token.class);
        List<StreamMessage> batch = IntStream.range(0, SharedDecoder.LATEST + 1)
                .mapToObj(SharedDecoderTest::message)
                .toList();
        List<Object> first = all(payloads, batch);
        assertThat(all(payloads, batch.subList(1, batch.size())))
                .usingElementComparator((one, other) -> one == other ? 0 : 1)
                .isEqualTo(first.subList(1, batch.size()));
        assertThat(decoded).hasSize(batch.size());
        only(payloads, batch.get(0));
        assertThat(decoded).hasSize(batch.size() + 1);
    }

    /** The adapter of one session must not decode for another one. */
    @Test
    void decodesForEachListenerWithAConversionOfTheApplication() {
        Payloads payloads = payloads(Greeting.class);
        try {
            SESSION.set("Alice");
            assertThat(only(payloads, message)).isEqualTo(new Greeting("hi for Alice"));
            SESSION.set("Bob");
            assertThat(only(payloads, message)).isEqualTo(new Greeting("hi for Bob"));
        } finally {
            SESSION.remove();
        }
        ImmutableTypes types = new ImmutableTypes();
        assertThat(List.of(Greeting.class, Card.class, Note.class, Diary.class)).noneMatch(types::contains);
    }

    @Test
    void decodesForEachListenerWithAConversionOfASupertype() {
        Payloads payloads = payloads(Phrase.class);
        try {
            SESSION.set("Alice");
            assertThat(only(payloads, message)).isEqualTo(new Word("hi for Alice"));
            SESSION.set("Bob");
            assertThat(only(payloads, message)).isEqualTo(new Word("hi for Bob"));
        } finally {
            SESSION.remove();
        }
        ImmutableTypes types = new ImmutableTypes();
        assertThat(List.of(Word.class, Badge.class)).noneMatch(types::contains);
    }

    private static List<Object> all(Payloads payloads, List<StreamMessage> messages) {
        return messages.stream().map(one -> only(payloads, one)).toList();
    }

    @Test
    void knowsImmutableTypes() {
        ImmutableTypes types = new ImmutableTypes();
        assertThat(List.of(
                        Token.class, Author.class, Letter.class, String.class, Mood.class, Long.class, Instant.class))
                .allMatch(types::contains);
        assertThat(List.of(
                        Bean.class,
                        Tree.class,
                        Forest.class,
                        Box.class,
                        Bytes.class,
                        Object.class,
                        List.class,
                        Number.class,
                        Clock.class,
                        ZoneId.class,
                        byte[].class))
                .noneMatch(types::contains);
    }
}
