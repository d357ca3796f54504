package org.streamlistening.internal.deployment;

import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.Annotated;
import jakarta.enterprise.inject.spi.AnnotatedCallable;
import jakarta.enterprise.inject.spi.AnnotatedMember;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.InjectionPoint;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListeners;
import org.streamlistening.StreamListening;

/** The names in {@code @StreamListening}, and the classes that contain them. Filled while the container starts. */
final class ListenerNames {

    private final Set<Class<?>> users = new HashSet<>();
    private final Set<String> names = new TreeSet<>(Set.of(""));
    private final Set<String> injected = new TreeSet<>(Set.of(""));

    void collect(AnnotatedType<?> type) {
        members(type)
                .filter(member -> !member.isAnnotationPresent(Produces.class))
                .filter(member -> member.isAnnotationPresent(StreamListening.class))
                .forEach(member -> {
                    users.add(type.getJavaClass());
                    String name = member.getAnnotation(StreamListening.class).value();
                    names.add(name);
                    if (!StreamObserver.isObserved(member)) {
                        injected.add(name);
                    }
                });
    }

    private static Stream<Annotated> members(AnnotatedType<?> type) {
        return Stream.concat(
                type.getFields().stream(),
                Stream.concat(type.getMethods().stream(), type.getConstructors().stream())
                        .flatMap(ListenerNames::withParameters));
    }

    private static Stream<Annotated> withParameters(AnnotatedMember<?> member) {
        return Stream.concat(Stream.of(member), ((AnnotatedCallable<?>) member).getParameters().stream());
    }

    /** All names, the empty one included. */
    Set<String> all() {
        return names;
    }

    /** Whether a member or parameter of this class has the qualifier. */
    boolean isUsedBy(Class<?> type) {
        return users.contains(type);
    }

    boolean isInjected(String name) {
        return injected.contains(name);
    }

    /** The injected names in quotation marks. */
    List<String> quotedInjected() {
        return injected.stream().map(name -> "\"" + name + "\"").toList();
    }

    /** Whether the injection point asks for a listener of a name that no bean uses. */
    boolean isUnknown(InjectionPoint point) {
        return (point.getType() == StreamListener.class || point.getType() == StreamListeners.class)
                && point.getQualifiers().stream()
                        .anyMatch(
                                one -> one instanceof StreamListening listening && !names.contains(listening.value()));
    }
}
