package org.streamlistening.internal.cdi;

import jakarta.enterprise.event.Reception;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.Annotated;
import jakarta.enterprise.inject.spi.AnnotatedCallable;
import jakarta.enterprise.inject.spi.AnnotatedMember;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.EventMetadata;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamListening;

/** What the extension found in the application, and what is wrong with it. Filled while the container starts. */
final class Found {

    private final Set<String> names = new TreeSet<>(Set.of(""));
    private final Map<String, Set<Class<?>>> payloadTypes = new HashMap<>();
    private final List<Bean<?>> sessionBeans = new ArrayList<>();
    private final List<ObserverMethod<?>> observers = new ArrayList<>();
    private final List<String> mistakes = new ArrayList<>();
    private boolean used;

    /** The names of the listeners that this type injects. */
    void names(AnnotatedType<?> type) {
        Stream<Annotated> members = Stream.concat(
                type.getFields().stream(),
                Stream.concat(type.getMethods().stream(), type.getConstructors().stream())
                        .flatMap(this::withParameters));
        members.filter(member -> !member.isAnnotationPresent(Produces.class))
                .map(member -> Optional.ofNullable(member.getAnnotation(StreamListening.class)))
                .flatMap(Optional::stream)
                .forEach(qualifier -> {
                    used = true;
                    names.add(qualifier.value());
                });
    }

    private Stream<Annotated> withParameters(AnnotatedMember<?> member) {
        return Stream.concat(Stream.of(member), ((AnnotatedCallable<?>) member).getParameters().stream());
    }

    void observer(ObserverMethod<?> observer, AnnotatedMethod<?> method) {
        List<StreamListening> qualifiers = observer.getObservedQualifiers().stream()
                .filter(StreamListening.class::isInstance)
                .map(StreamListening.class::cast)
                .toList();
        if (qualifiers.isEmpty()) {
            return;
        }
        observers.add(observer);
        String where = method.getJavaMember().getDeclaringClass().getName() + "."
                + method.getJavaMember().getName();
        if (observer.isAsync()) {
            mistakes.add("DS-010: " + where + " has @ObservesAsync, which gets nothing from a stream: use @Observes;"
                    + " it runs on a background thread anyway");
        }
        if (method.getParameters().stream().anyMatch(parameter -> isMetadata(parameter.getBaseType()))) {
            mistakes.add("DS-011: " + where + " injects EventMetadata or InjectionPoint, which a stream event does not"
                    + " have: the event itself names its listener and its stream");
        }
        qualifiers.forEach(qualifier -> payload(qualifier.value(), observer.getObservedType(), where));
    }

    private void payload(String listener, Type type, String where) {
        if (!(type instanceof Class<?> payload)) {
            mistakes.add("DS-012: " + where + " observes " + type.getTypeName() + ": a payload is of a class without"
                    + " type parameters; observe StreamData to get whole batches");
        } else if (!StreamEvent.class.isAssignableFrom(payload) && payload != Object.class) {
            payloadTypes.computeIfAbsent(listener, name -> new HashSet<>()).add(payload);
        }
    }

    private static boolean isMetadata(Type type) {
        return type == EventMetadata.class || type == InjectionPoint.class;
    }

    /** The application injects the client. */
    void client() {
        used = true;
    }

    void sessionBean(Bean<?> bean) {
        sessionBeans.add(bean);
    }

    void mistake(String sentence) {
        mistakes.add(sentence);
    }

    /** Whether the application uses this library at all. */
    boolean used() {
        return used;
    }

    Set<String> names() {
        return names;
    }

    Set<Class<?>> payloadTypes(String listener) {
        return payloadTypes.getOrDefault(listener, Set.of());
    }

    List<Bean<?>> sessionBeans() {
        return sessionBeans;
    }

    /** The beans that observe streams, but for those that only do while they exist. */
    List<Bean<?>> observingBeans() {
        return observers.stream()
                .filter(observer -> observer.getReception() == Reception.ALWAYS)
                .<Bean<?>>map(ObserverMethod::getDeclaringBean)
                .toList();
    }

    List<String> mistakes() {
        return mistakes;
    }
}
