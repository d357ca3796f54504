package org.streamlistening.internal.deployment;

import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.event.Reception;
import jakarta.enterprise.inject.spi.Annotated;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedParameter;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.reflect.ParameterizedType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamEvent;
import org.streamlistening.internal.deliver.ListObserver;

/**
 * An observer method of events of streams.
 *
 * @param listener the name of the listener whose events it observes
 * @param where class and method, for messages
 * @param injected its parameters other than the event
 */
public record StreamObserver(
        ObserverMethod<?> observer, String listener, String where, List<AnnotatedParameter<?>> injected) {

    /** @param method null if an extension made the observer */
    static StreamObserver of(ObserverMethod<?> observer, String listener, @Nullable AnnotatedMethod<?> method) {
        if (method == null) {
            return new StreamObserver(
                    observer, listener, observer.getBeanClass().getName(), List.of());
        }
        String where = method.getJavaMember().getDeclaringClass().getName() + "."
                + method.getJavaMember().getName();
        return new StreamObserver(
                observer,
                listener,
                where,
                method.getParameters().stream()
                        .filter(parameter -> !isObserved(parameter))
                        .<AnnotatedParameter<?>>map(parameter -> parameter)
                        .toList());
    }

    static boolean isObserved(Annotated parameter) {
        return parameter.isAnnotationPresent(Observes.class) || parameter.isAnnotationPresent(ObservesAsync.class);
    }

    /** The payload types of these observers. */
    static Set<Class<?>> payloads(Stream<StreamObserver> observers) {
        return observers.flatMap(one -> one.payload().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The type that messages are decoded to for this observer; empty if it observes events of its listener only, or
     * any.
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

    boolean isRequestScoped() {
        return observer.getDeclaringBean() != null
                && observer.getDeclaringBean().getScope() == RequestScoped.class;
    }

    /** Whether it is notified even if the container must create its bean first. */
    boolean isAlwaysNotified() {
        return observer.getReception() == Reception.ALWAYS;
    }
}
