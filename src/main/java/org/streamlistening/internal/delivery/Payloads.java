package org.streamlistening.internal.delivery;

import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.streamlistening.StreamMessage;
import org.streamlistening.UndecodableMessageException;

/**
 * What the messages of one listener are made into, as its observers ask for it: {@link StreamMessage}, {@code String},
 * {@code byte[]} and {@link JsonValue} directly, every other type by Jakarta JSON Binding. Each message is decoded once
 * per type, and only for types that somebody observes. Thread-safe.
 */
public final class Payloads {

    private final List<Function<StreamMessage, Object>> decoders;

    /**
     * @param types what observers ask for; a type whose supertype is asked for as well is left out, since its observers
     *     get what is made for that
     */
    public Payloads(Collection<Class<?>> types, Jsonb jsonb) {
        this.decoders = types.stream()
                .filter(type -> types.stream().noneMatch(other -> other != type && other.isAssignableFrom(type)))
                .map(type -> decoder(type, jsonb))
                .toList();
    }

    Stream<Object> of(StreamMessage message) {
        return decoders.stream().map(decoder -> decoder.apply(message));
    }

    private static Function<StreamMessage, Object> decoder(Class<?> type, Jsonb jsonb) {
        if (type == StreamMessage.class) {
            return message -> message;
        }
        if (type == byte[].class) {
            return StreamMessage::bytes;
        }
        if (type == String.class) {
            return StreamMessage::text;
        }
        if (type == JsonValue.class) {
            return message -> decode(message, type, StreamMessage::json);
        }
        return message -> decode(message, type, json -> jsonb.fromJson(json.text(), (Type) type));
    }

    private static Object decode(StreamMessage message, Class<?> type, Function<StreamMessage, Object> decoder) {
        Object decoded;
        try {
            decoded = decoder.apply(message);
        } catch (RuntimeException e) {
            throw undecodable(message, type, e);
        }
        if (decoded == null) {
            throw undecodable(message, type, new NullPointerException("the message is null"));
        }
        return decoded;
    }

    private static UndecodableMessageException undecodable(
            StreamMessage message, Class<?> type, RuntimeException cause) {
        return new UndecodableMessageException(
                "DS-021: a message (" + message.contentType() + ", " + message.length() + " bytes) is no "
                        + type.getName() + "; observe StreamMessage to get it as it is",
                cause);
    }
}
