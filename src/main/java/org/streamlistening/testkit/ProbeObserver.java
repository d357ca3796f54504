package org.streamlistening.testkit;

import jakarta.enterprise.event.Reception;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Set;
import java.util.function.Consumer;

/** An observer of everything with this qualifier, notified last. */
record ProbeObserver(Annotation qualifier, Consumer<Object> receiver) implements ObserverMethod<Object> {

    @Override
    public Class<?> getBeanClass() {
        return ProbeObserver.class;
    }

    @Override
    public Type getObservedType() {
        return Object.class;
    }

    @Override
    public int getPriority() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Set<Annotation> getObservedQualifiers() {
        return Set.of(qualifier);
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
    public void notify(Object event) {
        receiver.accept(event);
    }
}
