package org.streamlistening.internal.deployment;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.streamlistening.StreamEvent;
import org.streamlistening.internal.messages.NumberedMessage;

/**
 * Observers without a qualifier: of the events of all listeners and consumers, or of a type that includes events of
 * streams. Filled while the container starts.
 */
final class UnqualifiedObservers {

    private final List<StreamObserver> notified = new ArrayList<>();

    /**
     * They inject the metadata of an event, which the event of a stream does not have, so no such event reaches them.
     */
    private final List<StreamObserver> excluded = new ArrayList<>();

    void add(StreamObserver observer, ObserverRules rules, Consumer<String> problems) {
        if (!observer.observer().getObservedQualifiers().stream().allMatch(Any.class::isInstance)) {
            return;
        }
        boolean ofStreamsOnly = observer.observesStreamsOnly();
        if (ofStreamsOnly) {
            rules.check(problems);
        }
        if (ofStreamsOnly || !rules.injectsMetadata()) {
            notified.add(observer);
        } else {
            excluded.add(observer);
        }
    }

    /** Those that events of streams can reach. */
    Stream<StreamObserver> all() {
        return notified.stream();
    }

    /** The observers that events of streams reach if observers of streams observe these payloads. */
    Stream<StreamObserver> notified(Collection<Class<?>> payloads) {
        return notified.stream().filter(one -> observesStreams(one, payloads));
    }

    /** The observers that no event of a source of this kind reaches. */
    List<ObserverMethod<?>> excluded(EventSource.Kind kind) {
        return Stream.concat(excluded.stream(), notified.stream().filter(one -> !one.accepts(kind)))
                .<ObserverMethod<?>>map(StreamObserver::observer)
                .toList();
    }

    Stream<String> warnings(Collection<Class<?>> payloads) {
        return excluded.stream()
                .filter(one -> observesStreams(one, payloads))
                .map(one -> NumberedMessage.EVENT_METADATA.text(
                        one.where() + " observes all sorts of events and",
                        "it receives no stream events; let another observer without these receive them"));
    }

    private static boolean observesStreams(StreamObserver observer, Collection<Class<?>> payloads) {
        return observer.observer().getObservedType() instanceof Class<?> type
                && (StreamEvent.class.isAssignableFrom(type)
                        || type.isAssignableFrom(StreamEvent.class)
                        || payloads.stream().anyMatch(type::isAssignableFrom));
    }
}
