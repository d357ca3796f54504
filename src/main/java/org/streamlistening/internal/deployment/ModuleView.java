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
 * @param observers the observers with {@link org.streamlistening.StreamListening} or
 *     {@link org.streamlistening.consumer.StreamConsuming}
 * @param unqualified the observers without a qualifier, of all WARs
 * @param listenerNames the names of all listeners, the empty one included
 * @param consumerNames the names of the consumers that the web application observes or injects
 * @param visible whether the web application sees a class
 */
public record ModuleView(
        List<Bean<?>> sessionBeans,
        List<StreamObserver> observers,
        UnqualifiedObservers unqualified,
        Set<String> listenerNames,
        Set<String> consumerNames,
        Predicate<Class<?>> visible) {

    /** Whether the observer belongs to this module: a container resolves the observers of all WARs of an EAR. */
    public boolean includes(ObserverMethod<?> observer) {
        return visible.test(observer.getBeanClass());
    }

    /** The types that messages of this source are decoded to. */
    Set<Class<?>> payloadTypes(EventSource source) {
        return StreamObserver.payloads(of(source));
    }

    /** The observers of whole batches of a payload of this source. */
    List<ListObserver> listObservers(EventSource source) {
        return of(source).flatMap(one -> one.list().stream()).toList();
    }

    /** The observers that listeners notify even if the container must create their bean first. */
    public Stream<StreamObserver> alwaysNotified() {
        Set<Class<?>> payloads = StreamObserver.payloads(observers.stream());
        return Stream.concat(observers.stream(), unqualified.notified(payloads))
                .filter(one -> !one.isOfConsumer() && one.accepts(EventSource.Kind.LISTENER))
                .filter(one -> includes(one.observer()) && one.isAlwaysNotified());
    }

    /**
     * The observers that no event of this source reaches: they inject the metadata of an event, or what is delivering
     * must be of the other kind, or their bean belongs to a session.
     */
    List<ObserverMethod<?>> excludedObservers(EventSource source) {
        return unqualified.excluded(source.kind());
    }

    /** The name of an observer: class, method and observed type, so that it differs for overloaded methods. */
    String nameOf(ObserverMethod<?> observer) {
        String where = Stream.concat(observers.stream(), unqualified.all())
                .filter(one -> one.observer().equals(observer))
                .findFirst()
                .map(StreamObserver::where)
                .orElseGet(() -> observer.getBeanClass().getName());
        return where + "(" + observer.getObservedType().getTypeName() + ")";
    }

    private Stream<StreamObserver> of(EventSource source) {
        return observers.stream().filter(one -> source.equals(one.source()));
    }
}
