package org.streamlistening.internal.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.StreamMessage;
import org.streamlistening.UndecodableMessageException;

class PayloadsTest {

    public record Token(String text) {}

    @JsonbTypeInfo({@JsonbSubtype(alias = "said", type = Said.class), @JsonbSubtype(alias = "left", type = Left.class)})
    public interface ChatEvent {}

    public static class Said implements ChatEvent {
        public String text;
    }

    public static class Left implements ChatEvent {}

    private final Jsonb jsonb = JsonbBuilder.create();
    private final StreamMessage message = StreamMessage.of("{\"text\":\"hi\"}", "application/json");

    @AfterEach
    void close() throws Exception {
        jsonb.close();
    }

    private Object only(StreamMessage from, Class<?>... types) {
        return new Payloads(Set.of(types), jsonb).of(from).get(0);
    }

    @Test
    void decodesRecordsByJsonBinding() {
        assertThat(only(message, Token.class)).isEqualTo(new Token("hi"));
    }

    @Test
    void returnsTheMessageItself() {
        assertThat(only(message, StreamMessage.class)).isSameAs(message);
        assertThat(only(message, String.class)).isEqualTo("{\"text\":\"hi\"}");
        assertThat((byte[]) only(message, byte[].class)).isEqualTo(message.bytes());
        assertThat(((JsonObject) only(message, JsonValue.class)).getString("text"))
                .isEqualTo("hi");
    }

    @Test
    void decodesASingleDigitToAJsonValue() {
        assertThat(only(StreamMessage.of("7", "application/json"), JsonValue.class))
                .hasToString("7");
    }

    @Test
    void decodesOnlyTheCommonTypeIfItsSubtypesAreObservedToo() {
        StreamMessage said = StreamMessage.of("{\"@type\":\"said\",\"text\":\"hi\"}", "application/json");
        assertThat(new Payloads(Set.of(ChatEvent.class, Said.class, Left.class), jsonb).of(said))
                .singleElement()
                .isInstanceOf(Said.class);
    }

    @Test
    void decodesNoTypeWithoutObservers() {
        assertThat(new Payloads(Set.of(), jsonb).of(StreamMessage.of("no json", "text/plain")))
                .isEmpty();
    }

    @Test
    void reportsTheTypeOfAnUndecodableMessageButNotItsContent() {
        assertThatThrownBy(() -> only(StreamMessage.of("[\"secret\"]", "application/json"), Token.class))
                .isInstanceOf(UndecodableMessageException.class)
                .hasMessageContaining("DS-021")
                .hasMessageContaining(Token.class.getName())
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @Test
    void reportsWhyAMessageCannotBeDecoded() {
        assertThatThrownBy(() -> only(StreamMessage.of("{\"text\": ", "application/json"), Token.class))
                .hasMessageContaining("(no JSON at column");
        assertThatThrownBy(() -> only(StreamMessage.of("null", "application/json"), Token.class))
                .hasMessageContaining("(it is null)");
    }

    @Test
    void aJsonNullIsNoPayload() {
        assertThatThrownBy(() -> only(StreamMessage.of("null", "application/json"), Token.class))
                .isInstanceOf(UndecodableMessageException.class);
    }

    public static class Node {
        public Node next;
        public String text;
    }

    private static StreamMessage nested(int depth) {
        String text = "{\"text\":\"[{[{\\\"\",\"next\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1);
        return StreamMessage.of(text, "application/json");
    }

    @Test
    void rejectsAMessageThatIsNestedTooDeeply() {
        for (int depth : new int[] {1001, 1100, 5000, 200_000}) {
            for (Class<?> type : Set.of(Node.class, JsonValue.class)) {
                assertThatThrownBy(() -> only(nested(depth), type))
                        .as("%s, %d levels", type, depth)
                        .isInstanceOf(UndecodableMessageException.class)
                        .hasRootCauseMessage(
                                "the message is nested deeper than 1000, which is durable-streams.max-nesting");
            }
            assertThat(only(nested(depth), StreamMessage.class)).isEqualTo(nested(depth));
            assertThat(only(nested(depth), String.class))
                    .isEqualTo(nested(depth).text());
        }
        assertThat(only(nested(900), JsonValue.class)).isInstanceOf(JsonObject.class);
        assertThat(only(nested(100), Node.class)).isInstanceOf(Node.class);
    }

    @Test
    void decodesUpToTheConfiguredDepth() {
        Payloads deeper = new Payloads(Set.of(JsonValue.class), jsonb, 1100);
        assertThat(deeper.of(nested(1100))).hasSize(1);
        assertThatThrownBy(() -> deeper.of(nested(1101))).isInstanceOf(UndecodableMessageException.class);
        Payloads shallow = new Payloads(Set.of(JsonValue.class), jsonb, 3);
        assertThat(shallow.of(nested(3))).hasSize(1);
        assertThatThrownBy(() -> shallow.of(nested(4))).isInstanceOf(UndecodableMessageException.class);
    }

    @Test
    void reportsAStackOverflowOfTheDecoder() {
        Payloads unlimited = new Payloads(Set.of(JsonValue.class), jsonb, Integer.MAX_VALUE);
        assertThatThrownBy(() -> unlimited.of(nested(200_000))).isInstanceOf(UndecodableMessageException.class);
    }

    /** Any exception of a decoder, also one whose description fails. */
    @Test
    void reportsAnyExceptionOfADecoder() {
        IllegalStateException round = new IllegalStateException("round");
        round.initCause(new IllegalArgumentException("and round", round));
        RuntimeException undescribable = new RuntimeException() {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                throw new UnsupportedOperationException();
            }

            @Override
            public synchronized Throwable getCause() {
                throw new UnsupportedOperationException();
            }
        };
        for (Throwable thrown :
                List.of(round, undescribable, new IOException("not declared"), new StackOverflowError())) {
            Jsonb failing = (Jsonb) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {Jsonb.class},
                    (self, method, arguments) -> sneak(thrown));
            assertThatThrownBy(() -> new Payloads(Set.of(Token.class), failing).of(message))
                    .isInstanceOf(UndecodableMessageException.class)
                    .hasMessageContaining("DS-021");
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> Object sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
