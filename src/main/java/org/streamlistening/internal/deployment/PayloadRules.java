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
import java.util.Optional;
import java.util.stream.Stream;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.deliver.Payloads;

/** Which classes Jakarta JSON Binding cannot make of a message, as far as one can tell without a message. */
final class PayloadRules {

    private PayloadRules() {}

    /** Why no message can ever become one of these; empty if nothing speaks against it. */
    static Optional<String> unmakeable(Class<?> type) {
        if (type == StreamMessage.class
                || type.isArray()
                || type.isEnum()
                || type.isRecord()
                || type.getName().startsWith("java.")
                || JsonValue.class.isAssignableFrom(type)
                || isMadeSpecially(type)) {
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

    /** Why no message becomes one of these where observers ask for all of these types. */
    static Optional<String> unmade(Class<?> type, Collection<Class<?>> asked) {
        return Payloads.madeInstead(type, asked)
                .filter(other -> other != JsonValue.class)
                .map(other -> "each is made a " + other.getName()
                        + ", which is observed too: say there with @JsonbTypeInfo how to tell them apart");
    }

    private static boolean isMadeSpecially(Class<?> type) {
        return type.isAnnotationPresent(JsonbTypeInfo.class)
                || type.isAnnotationPresent(JsonbTypeDeserializer.class)
                || type.isAnnotationPresent(JsonbTypeAdapter.class);
    }

    private static boolean isConstructible(Class<?> type) {
        Stream<AnnotatedElement> makers =
                Stream.concat(Arrays.stream(type.getDeclaredConstructors()), Arrays.stream(type.getDeclaredMethods()));
        return makers.anyMatch(maker -> maker.isAnnotationPresent(JsonbCreator.class))
                || Arrays.stream(type.getDeclaredConstructors()).anyMatch(PayloadRules::isDefault);
    }

    private static boolean isDefault(Constructor<?> constructor) {
        return constructor.getParameterCount() == 0 && !Modifier.isPrivate(constructor.getModifiers());
    }
}
