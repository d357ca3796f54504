package org.streamlistening.internal.deployment;

import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.streamlistening.internal.deliver.ListObserver;

/**
 * The deployment model as one web application sees it. In an EAR, a WAR sees its own classes and those that all WARs
 * share.
 *
 * @param sessionBeans every session-scoped bean
 * @param observers the observers with {@link org.streamlistening.StreamListening}
 * @param unqualified the observers without a qualifier, of all WARs
 * @param listenerNames the names of all listeners, the empty one included
 * @param visible whether the web application sees a class
 */
public record ModuleView(
        List<Bean<?>> sessionBeans,
        List<StreamObserver> observers,
        UnqualifiedObservers unqualified,
        Set<String> listenerNames,
        Predicate<Class<?>> visible) {

    /** Whether the observer belongs to this module: a container resolves the observers of all WARs of an EAR. */
    public boolean includes(ObserverMethod<?> observer) {
        return visible.test(observer.getBeanClass());
    }

    /** The types that messages of this listener are decoded to. */
    public Set<Class<?>> payloadTypes(String listener) {
        return StreamObserver.payloads(of(listener));
    }

    /** The observers of whole batches of a payload of this listener. */
    public List<ListObserver> listObservers(String listener) {
        return of(listener).flatMap(one -> one.list().stream()).toList();
    }

    /** The observers that are notified even if the container must create their bean first. */
    public Stream<StreamObserver> alwaysNotified() {
        Set<Class<?>> payloads = StreamObserver.payloads(observers.stream());
        return Stream.concat(observers.stream(), unqualified.notified(payloads))
                .filter(one -> includes(one.observer()) && one.isAlwaysNotified());
    }

    /** The observers that no event of a stream reaches, since they inject the metadata of an event. */
    public List<ObserverMethod<?>> excludedObservers() {
        return unqualified.excluded();
    }

    private Stream<StreamObserver> of(String listener) {
        return observers.stream().filter(one -> one.listener().equals(listener));
    }
}
