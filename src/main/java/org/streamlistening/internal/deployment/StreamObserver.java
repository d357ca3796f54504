package org.streamlistening.internal.deployment;

import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.event.Reception;
import jakarta.enterprise.inject.spi.Annotated;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedParameter;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.annotation.Annotation;
import java.lang.reflect.ParameterizedType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Delivering;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamListener;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.internal.deliver.ListObserver;

/**
 * An observer method of events of streams.
 *
 * @param source the source whose events it observes; null if it has no qualifier
 * @param where class and method, for messages
 * @param injected its parameters other than the event
 * @param isStatic whether it is called without an instance of its bean
 */
public record StreamObserver(
        ObserverMethod<?> observer,
        @Nullable EventSource source,
        String where,
        List<AnnotatedParameter<?>> injected,
        boolean isStatic) {

    /** @param method null if an extension made the observer */
    static StreamObserver of(ObserverMethod<?> observer, @Nullable AnnotatedMethod<?> method) {
        EventSource source =
                EventSource.in(observer.getObservedQualifiers()).findFirst().orElse(null);
        if (method == null) {
            return new StreamObserver(observer, source, observer.getBeanClass().getName(), List.of(), false);
        }
        String where = method.getJavaMember().getDeclaringClass().getName() + "."
                + method.getJavaMember().getName();
        return new StreamObserver(
                observer,
                source,
                where,
                method.getParameters().stream()
                        .filter(parameter -> !isObserved(parameter))
                        .<AnnotatedParameter<?>>map(parameter -> parameter)
                        .toList(),
                method.isStatic());
    }

    static boolean isObserved(Annotated parameter) {
        return parameter.isAnnotationPresent(Observes.class) || parameter.isAnnotationPresent(ObservesAsync.class);
    }

    /** The payload types of these observers. */
    static Set<Class<?>> payloads(Stream<StreamObserver> observers) {
        return observers.flatMap(one -> one.payload().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The type that messages are decoded to for this observer; empty if it observes events of its source only, or any.
     */
    Optional<Class<?>> payload() {
        return element()
                .or(() -> observer.getObservedType() instanceof Class<?> type ? Optional.of(type) : Optional.empty())
                .filter(type -> !StreamEvent.class.isAssignableFrom(type) && type != Object.class);
    }

    /** The observer of whole batches, if it is one. */
    Optional<ListObserver> list() {
        return element().map(element -> new ListObserver(element, observer));
    }

    private Optional<Class<?>> element() {
        return observer.getObservedType() instanceof ParameterizedType list
                        && list.getRawType() == List.class
                        && list.getActualTypeArguments()[0] instanceof Class<?> element
                        && element.getTypeParameters().length == 0
                        && !StreamEvent.class.isAssignableFrom(element)
                ? Optional.of(element)
                : Optional.empty();
    }

    /** The source that it observes, and those that it injects. */
    Stream<EventSource> sources() {
        return Stream.concat(
                Stream.ofNullable(source),
                injected.stream().flatMap(parameter -> EventSource.in(parameter.getAnnotations())));
    }

    /** Whether it observes nothing but streams: it has a qualifier, or observes events of streams. */
    boolean observesStreamsOnly() {
        return source != null
                || (observer.getObservedType() instanceof Class<?> type && StreamEvent.class.isAssignableFrom(type));
    }

    boolean isOfConsumer() {
        return source != null && source.isConsumer();
    }

    /** Whether events of sources of this kind can reach it: with its bean, and with what it injects. */
    boolean accepts(EventSource.Kind kind) {
        return switch (kind) {
            case LISTENER -> !injectsDelivering(StreamConsumer.class);
            case CONSUMER -> !injectsDelivering(StreamListener.class) && !isIn(SessionScoped.class);
        };
    }

    boolean injectsDelivering(Class<?> type) {
        return injected.stream()
                .anyMatch(parameter ->
                        parameter.getBaseType() == type && parameter.isAnnotationPresent(Delivering.class));
    }

    /** Whether its bean has this scope. */
    boolean isIn(Class<? extends Annotation> scope) {
        return observer.getDeclaringBean() != null
                && observer.getDeclaringBean().getScope() == scope;
    }

    /** Whether it is notified even if the container must create its bean first. */
    boolean isAlwaysNotified() {
        return observer.getReception() == Reception.ALWAYS;
    }
}
