package org.streamlistening.internal.testkit;

import jakarta.enterprise.event.Reception;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An observer without a bean: passes each event to an action.
 *
 * @param type of the events
 * @param qualifiers of the events; empty: any
 */
public record ActionObserver<T>(Class<T> type, Set<Annotation> qualifiers, int priority, Consumer<? super T> action)
        implements ObserverMethod<T> {

    @Override
    public Class<?> getBeanClass() {
        return ActionObserver.class;
    }

    @Override
    public Type getObservedType() {
        return type;
    }

    @Override
    public int getPriority() {
        return priority;
    }

    @Override
    public Set<Annotation> getObservedQualifiers() {
        return qualifiers;
    }

    @Override
    public Reception getReception() {
        return Reception.ALWAYS;
    }

    @Override
    public TransactionPhase getTransactionPhase() {
        return TransactionPhase.IN_PROGRESS;
    }

    @Override
    public void notify(T event) {
        action.accept(event);
    }
}
