package org.streamlistening.internal.cdi;

import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.streamlistening.internal.delivery.ListObserver;

/**
 * What one web application has to do with: of a WAR in an EAR, what is its own and what all WARs share.
 *
 * @param sessionBeans every session-scoped bean
 * @param observers of streams
 * @param seen whether a class is of that
 */
record InReach(List<Bean<?>> sessionBeans, List<Observing> observers, Predicate<Class<?>> seen) {

    /** A container that is asked for observers answers with those of all WARs of an EAR. */
    boolean includes(ObserverMethod<?> observer) {
        return seen.test(observer.getBeanClass());
    }

    /** What messages of this listener are made into. */
    Set<Class<?>> payloadTypes(String listener) {
        return of(listener).flatMap(one -> one.payload().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** Those who observe whole batches of a payload of this listener. */
    List<ListObserver> listObservers(String listener) {
        return of(listener).flatMap(one -> one.list().stream()).toList();
    }

    private Stream<Observing> of(String listener) {
        return observers.stream().filter(one -> one.listener().equals(listener));
    }
}
