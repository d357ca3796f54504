package org.streamlistening.internal.deliver;

import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeDeserializer;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the adapters and deserializers of the application that a payload type names. They can have beans injected, such
 * as those of the session that is delivered to, so what they make is for that session only.
 */
final class Conversions {

    private static final Set<Class<? extends Annotation>> NAMES =
            Set.of(JsonbTypeAdapter.class, JsonbTypeDeserializer.class);

    private Conversions() {}

    /**
     * Whether the type, a supertype, or a part of one of them has a conversion. Observers can declare a supertype whose
     * deserializer makes objects of this type, and types inherit the annotations of their interfaces.
     */
    static boolean existFor(Class<?> type) {
        return Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()))
                        .anyMatch(Conversions::existFor)
                || areNamedBy(type);
    }

    /** By the type itself, or a part of it. */
    private static boolean areNamedBy(Class<?> type) {
        Stream<Executable> executables =
                Stream.concat(Arrays.stream(type.getDeclaredConstructors()), Arrays.stream(type.getDeclaredMethods()));
        Stream<AnnotatedElement> inExecutables = executables.flatMap(
                executable -> Stream.concat(Stream.of(executable), Arrays.stream(executable.getParameters())));
        Stream<AnnotatedElement> others = Stream.concat(Stream.of(type), Arrays.stream(type.getDeclaredFields()));
        return Stream.concat(others, inExecutables)
                .flatMap(element -> Arrays.stream(element.getAnnotations()))
                .anyMatch(Conversions::isNamedBy);
    }

    /** Named directly, or by an annotation of the application, or by one of that, and so on. */
    private static boolean isNamedBy(Annotation annotation) {
        return isNamedBy(annotation.annotationType(), new HashSet<>());
    }

    /** @param seen the annotations that were searched: some have themselves */
    private static boolean isNamedBy(Class<? extends Annotation> type, Set<Class<?>> seen) {
        return NAMES.contains(type)
                || (seen.add(type)
                        && Arrays.stream(type.getAnnotations())
                                .anyMatch(further -> isNamedBy(further.annotationType(), seen)));
    }
}
