package org.streamlistening.support;

import jakarta.enterprise.event.Reception;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Set;
import java.util.function.Consumer;

/** An observer without a bean: passes each event to an action. */
public final class StubObserver<T> implements ObserverMethod<T> {

    private final Class<T> type;
    private final int priority;
    private final Consumer<? super T> action;

    public StubObserver(Class<T> type, int priority, Consumer<? super T> action) {
        this.type = type;
        this.priority = priority;
        this.action = action;
    }

    @Override
    public Class<?> getBeanClass() {
        return StubObserver.class;
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
        return Set.of();
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
