package org.streamlistening.internal.deployment;

import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Reception;
import jakarta.enterprise.inject.spi.AnnotatedParameter;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import org.streamlistening.StreamEvent;
import org.streamlistening.internal.deliver.ListObserver;
import org.streamlistening.internal.messages.NumberedMessage;

/**
 * An observer of a stream.
 *
 * @param listener the name of whose events it observes
 * @param where class and method, for people
 * @param injected its other parameters
 */
public record StreamObserver(
        ObserverMethod<?> observer, String listener, String where, List<AnnotatedParameter<?>> injected) {

    /** What is wrong with the type that it observes. */
    Optional<String> mistake() {
        Type type = observer.getObservedType();
        boolean fine =
                element().isPresent() || (type instanceof Class<?> payload && payload.getTypeParameters().length == 0);
        return fine ? Optional.empty() : Optional.of(NumberedMessage.TYPE_PARAMETERS.text(where, type.getTypeName()));
    }

    /** What looks wrong about its bean, but may be meant so. */
    Optional<String> doubt() {
        boolean forOneMessage = observer.getDeclaringBean() != null
                && observer.getDeclaringBean().getScope() == RequestScoped.class;
        return forOneMessage ? Optional.of(NumberedMessage.REQUEST_SCOPED_OBSERVER.text(where)) : Optional.empty();
    }

    /** What messages have to become for it; empty if it observes what happens to its listener, or everything. */
    Optional<Class<?>> payload() {
        return element()
                .or(() -> observer.getObservedType() instanceof Class<?> type ? Optional.of(type) : Optional.empty())
                .filter(type -> !StreamEvent.class.isAssignableFrom(type) && type != Object.class);
    }

    /** If it observes whole batches. */
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

    /** Whether it is told even if its bean has to be made for it. */
    boolean isCertain() {
        return observer.getReception() == Reception.ALWAYS;
    }
}
