package org.streamlistening.internal.deployment;

import jakarta.json.JsonValue;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeDeserializer;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.config.ApplicationLoader;
import org.streamlistening.internal.deliver.Payloads;
import org.streamlistening.internal.messages.NumberedMessage;

/**
 * The rules for payload types: those that Jakarta JSON Binding cannot decode a message to are found without a message.
 */
final class PayloadRules {

    private PayloadRules() {}

    /**
     * Adds a problem for each observed type that no message can become.
     *
     * @param observers those with a qualifier
     * @param shared whether several web applications share this library
     */
    static void check(List<StreamObserver> observers, boolean shared, Consumer<String> problems) {
        for (StreamObserver observer : observers) {
            EventSource source = Objects.requireNonNull(observer.source());
            observer.payload()
                    .flatMap(type -> notDecodable(type)
                            .or(() -> decodedToOther(type, visiblePayloads(observers, shared, type, source)))
                            .map(reason -> NumberedMessage.UNDECODABLE_TYPE.text(
                                    source.description(), type.getName(), observer.where(), reason)))
                    .ifPresent(problems);
        }
    }

    /** The payloads of all observers of this source; in an EAR without those of other WARs. */
    private static Set<Class<?>> visiblePayloads(
            List<StreamObserver> observers, boolean shared, Class<?> type, EventSource source) {
        return StreamObserver.payloads(observers.stream().filter(one -> source.equals(one.source()))).stream()
                .filter(other -> !shared || ApplicationLoader.sees(type.getClassLoader(), other))
                .collect(Collectors.toSet());
    }

    /** Why no message can be decoded to this type; empty if there is no reason. */
    private static Optional<String> notDecodable(Class<?> type) {
        if (type == StreamMessage.class
                || type.isArray()
                || type.isEnum()
                || type.isRecord()
                || type.getName().startsWith("java.")
                || JsonValue.class.isAssignableFrom(type)
                || hasOwnDecoding(type)) {
            return Optional.empty();
        }
        if (Modifier.isAbstract(type.getModifiers())) {
            return Optional.of("it is abstract, and no @JsonbTypeInfo says which class is meant");
        }
        if (type.getEnclosingClass() != null && !Modifier.isStatic(type.getModifiers())) {
            return Optional.of("it is an inner class: make it static");
        }
        return isConstructible(type)
                ? Optional.empty()
                : Optional.of("it has neither a public or protected constructor without parameters nor a @JsonbCreator:"
                        + " add one, or make it a record");
    }

    /** Why each message is decoded to another one of the observed types. */
    private static Optional<String> decodedToOther(Class<?> type, Collection<Class<?>> observed) {
        return Payloads.decodedSupertype(type, observed)
                .filter(other -> other != JsonValue.class)
                .map(other -> "each is made a " + other.getName()
                        + ", which is observed too: say there with @JsonbTypeInfo how to tell them apart");
    }

    private static boolean hasOwnDecoding(Class<?> type) {
        return type.isAnnotationPresent(JsonbTypeInfo.class)
                || type.isAnnotationPresent(JsonbTypeDeserializer.class)
                || type.isAnnotationPresent(JsonbTypeAdapter.class);
    }

    private static boolean isConstructible(Class<?> type) {
        Stream<AnnotatedElement> creators =
                Stream.concat(Arrays.stream(type.getDeclaredConstructors()), Arrays.stream(type.getDeclaredMethods()));
        return creators.anyMatch(creator -> creator.isAnnotationPresent(JsonbCreator.class))
                || Arrays.stream(type.getDeclaredConstructors()).anyMatch(PayloadRules::isDefault);
    }

    private static boolean isDefault(Constructor<?> constructor) {
        return constructor.getParameterCount() == 0 && !Modifier.isPrivate(constructor.getModifiers());
    }
}
