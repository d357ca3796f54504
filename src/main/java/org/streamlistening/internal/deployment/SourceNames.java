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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListeners;

/**
 * The names in {@code @StreamListening} and {@code @StreamConsuming}, and the classes that contain them. Filled while
 * the container starts.
 */
final class SourceNames {

    private static final EventSource DEFAULT = EventSource.listener("");

    private final Set<Class<?>> users = new HashSet<>();
    private final Set<EventSource> sources = new HashSet<>(Set.of(DEFAULT));
    private final Set<EventSource> injected = new HashSet<>(Set.of(DEFAULT));

    void collect(AnnotatedType<?> type) {
        members(type)
                .filter(member -> !member.isAnnotationPresent(Produces.class))
                .forEach(member -> EventSource.in(member.getAnnotations()).forEach(source -> {
                    users.add(type.getJavaClass());
                    sources.add(source);
                    if (!StreamObserver.isObserved(member)) {
                        injected.add(source);
                    }
                }));
    }

    private static Stream<Annotated> members(AnnotatedType<?> type) {
        return Stream.concat(
                type.getFields().stream(),
                Stream.concat(type.getMethods().stream(), type.getConstructors().stream())
                        .flatMap(SourceNames::withParameters));
    }

    private static Stream<Annotated> withParameters(AnnotatedMember<?> member) {
        return Stream.concat(Stream.of(member), ((AnnotatedCallable<?>) member).getParameters().stream());
    }

    /** All names of this kind; of listeners the empty one included. */
    Set<String> all(EventSource.Kind kind) {
        return names(kind, sources);
    }

    private static Set<String> names(EventSource.Kind kind, Set<EventSource> sources) {
        return sources.stream()
                .filter(source -> source.kind() == kind)
                .map(EventSource::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether a member or parameter of this class has one of the qualifiers. */
    boolean isUsedBy(Class<?> type) {
        return users.contains(type);
    }

    boolean isInjected(EventSource source) {
        return injected.contains(source);
    }

    /** The injected names of listeners in quotation marks. */
    List<String> quotedListeners() {
        return names(EventSource.Kind.LISTENER, injected).stream()
                .map(name -> "\"" + name + "\"")
                .toList();
    }

    /** Whether the injection point asks for a listener of a name that no bean uses. */
    boolean isUnknownListener(InjectionPoint point) {
        return (point.getType() == StreamListener.class || point.getType() == StreamListeners.class)
                && EventSource.in(point.getQualifiers())
                        .anyMatch(source -> !source.isConsumer() && !sources.contains(source));
    }
}
