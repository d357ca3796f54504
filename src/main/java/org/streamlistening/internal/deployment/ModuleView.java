package org.streamlistening.internal.deployment;

import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.streamlistening.internal.deliver.ListObserver;

/**
 * What one web application has to do with: of a WAR in an EAR, what is its own and what all WARs share.
 *
 * @param sessionBeans every session-scoped bean
 * @param observers of streams
 * @param general observers without a qualifier, of all WARs
 * @param seen whether a class is of that
 */
public record ModuleView(
        List<Bean<?>> sessionBeans,
        List<StreamObserver> observers,
        GeneralObservers general,
        Predicate<Class<?>> seen) {

    /** A container that is asked for observers answers with those of all WARs of an EAR. */
    public boolean includes(ObserverMethod<?> observer) {
        return seen.test(observer.getBeanClass());
    }

    /** What messages of this listener are made into. */
    public Set<Class<?>> payloadTypes(String listener) {
        return of(listener).flatMap(one -> one.payload().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** Those who observe whole batches of a payload of this listener. */
    public List<ListObserver> listObservers(String listener) {
        return of(listener).flatMap(one -> one.list().stream()).toList();
    }

    /** The observers that are told even if their bean has to be made for it. */
    public Stream<StreamObserver> certain() {
        Set<Class<?>> payloads =
                observers.stream().flatMap(one -> one.payload().stream()).collect(Collectors.toSet());
        return Stream.concat(observers.stream(), general.told(payloads))
                .filter(one -> includes(one.observer()) && one.isCertain());
    }

    /** Observers of all sorts of events who cannot be told of those of a stream. */
    public List<ObserverMethod<?>> untold() {
        return general.untold();
    }

    private Stream<StreamObserver> of(String listener) {
        return observers.stream().filter(one -> one.listener().equals(listener));
    }
}
