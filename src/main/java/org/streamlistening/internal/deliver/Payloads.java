package org.streamlistening.internal.deliver;

import jakarta.json.JsonException;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParsingException;
import java.io.StringReader;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamMessage;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.messages.NumberedMessage;

/**
 * Converts the messages of one listener to the types that its observers declare: to {@link StreamMessage},
 * {@code String}, {@code byte[]} and {@link JsonValue} directly, to every other type by Jakarta JSON Binding. Each
 * message is decoded once per type, and only to observed types; listeners share immutable payloads. Thread-safe.
 */
public final class Payloads {

    /** The default limit of the nesting of a message: that of Parsson, the usual JSON-P implementation. */
    public static final int DEFAULT_MAX_NESTING = 1000;

    // Other implementations of JSON-P have no such limit, and ignore the property.
    private static final String PARSSON_LIMIT = "org.eclipse.parsson.maxDepth";

    /** The text by which JSON Binding names the property that it could not set. */
    private static final Pattern PROPERTY = Pattern.compile("property '([A-Za-z0-9_$]{1,64})'");

    private final List<Function<StreamMessage, Object>> undecoded;

    /** Those of {@link #undecoded}, then the others. */
    private final List<Function<StreamMessage, Object>> all;

    private final ImmutableTypes immutable = new ImmutableTypes();
    private final int maxNesting;
    private final JsonReaderFactory values;

    /**
     * @param types the types that observers declare. A type whose supertype is declared too is left out: its observers
     *     receive the objects of the supertype. The subtypes of one {@link JsonbTypeInfo} share one decoding.
     */
    public Payloads(Collection<Class<?>> types, Jsonb jsonb) {
        this(types, jsonb, DEFAULT_MAX_NESTING);
    }

    /** @param maxNesting the limit of the nesting of a message that is decoded; decoders are often recursive */
    public Payloads(Collection<Class<?>> types, Jsonb jsonb, int maxNesting) {
        this.maxNesting = maxNesting;
        // Parsson rejects the level that its limit names.
        int beyond = maxNesting == Integer.MAX_VALUE ? maxNesting : maxNesting + 1;
        this.values = JsonProvider.provider().createReaderFactory(Map.of(PARSSON_LIMIT, beyond));
        List<Class<?>> roots =
                types.stream().<Class<?>>map(Payloads::root).distinct().toList();
        List<Class<?>> topmost = roots.stream()
                .filter(type -> decodedSupertype(type, roots).isEmpty())
                .toList();
        this.undecoded =
                topmost.stream().map(this::undecoded).filter(Objects::nonNull).toList();
        Stream<Function<StreamMessage, Object>> decoders =
                topmost.stream().filter(type -> undecoded(type) == null).map(type -> decoder(type, jsonb));
        this.all = Stream.concat(undecoded.stream(), decoders).toList();
    }

    /** @throws UndecodableMessageException if the message cannot be decoded to one of the types */
    List<Object> of(StreamMessage message) {
        return each(all, message);
    }

    /** The payloads that need no decoding. */
    List<Object> undecoded(StreamMessage message) {
        return each(undecoded, message);
    }

    private static List<Object> each(List<Function<StreamMessage, Object>> decoders, StreamMessage message) {
        Object[] payloads = new Object[decoders.size()];
        for (int i = 0; i < payloads.length; i++) {
            payloads[i] = decoders.get(i).apply(message);
        }
        return List.of(payloads);
    }

    /** The supertype, of these types, whose objects the observers of this type receive; empty if there is none. */
    public static Optional<Class<?>> decodedSupertype(Class<?> type, Collection<Class<?>> types) {
        Class<?> root = root(type);
        return types.stream()
                .filter(other -> root(other) != root && root(other).isAssignableFrom(root))
                .findFirst();
    }

    /** The topmost supertype with {@link JsonbTypeInfo}, which distinguishes its subtypes; else the type itself. */
    private static Class<?> root(Class<?> type) {
        return Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()))
                .<Class<?>>map(Payloads::root)
                .filter(root -> root.isAnnotationPresent(JsonbTypeInfo.class))
                .findFirst()
                .orElse(type);
    }

    private @Nullable Function<StreamMessage, Object> undecoded(Class<?> type) {
        if (type == StreamMessage.class) {
            return message -> message;
        }
        if (type == byte[].class) {
            return StreamMessage::bytes;
        }
        return type == String.class ? new SharedDecoder(StreamMessage::text, immutable) : null;
    }

    private Function<StreamMessage, Object> decoder(Class<?> type, Jsonb jsonb) {
        if (type == JsonValue.class) {
            return message -> decode(message, type, this::value);
        }
        return new SharedDecoder(
                message -> decode(message, type, json -> jsonb.fromJson(json.text(), (Type) type)), immutable);
    }

    private JsonValue value(StreamMessage message) {
        try (JsonReader reader = values.createReader(new StringReader(message.text()))) {
            return reader.readValue();
        }
    }

    private Object decode(StreamMessage message, Class<?> type, Function<StreamMessage, Object> decoder) {
        Object decoded;
        try {
            if (Nesting.isDeeper(message, maxNesting)) {
                throw new TooDeepException(maxNesting);
            }
            decoded = decoder.apply(message);
        } catch (Exception | StackOverflowError e) {
            // Checked exceptions too: a decoder can be written in a language that does not declare them.
            throw undecodable(message, type, e);
        }
        if (decoded == null) {
            throw undecodable(message, type, new NullPointerException("the message is null"));
        }
        return decoded;
    }

    private static UndecodableMessageException undecodable(StreamMessage message, Class<?> type, Throwable cause) {
        return new UndecodableMessageException(
                NumberedMessage.UNDECODABLE_MESSAGE.text(
                        message.contentType(), message.length(), type.getName(), reason(cause)),
                cause);
    }

    /** The reason without the text of a decoder, which quotes the payload. */
    private static String reason(Throwable cause) {
        Throwable root = SafeThrowables.root(cause);
        if (root instanceof TooDeepException deep) {
            return String.valueOf(deep.getMessage());
        }
        if (root instanceof JsonParsingException malformed) {
            return "no JSON at column " + malformed.getLocation().getColumnNumber();
        }
        Matcher property = PROPERTY.matcher(SafeThrowables.message(cause));
        String what = root instanceof NullPointerException && root == cause
                ? "it is null"
                : root.getClass().getSimpleName();
        return property.find() ? "property '" + property.group(1) + "': " + what : what;
    }

    private static final class TooDeepException extends JsonException {

        private static final long serialVersionUID = 1;

        TooDeepException(int maxNesting) {
            super("the message is nested deeper than " + maxNesting + ", which is durable-streams.max-nesting");
        }
    }
}
