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
 * Observers without {@link org.streamlistening.StreamListening}: of all listeners, or of all sorts of events, those of
 * streams among them. Filled while the container starts.
 */
final class GeneralObservers {

    private final List<StreamObserver> told = new ArrayList<>();
    private final List<StreamObserver> untold = new ArrayList<>();

    void add(StreamObserver observer, ObserverRules rules, Consumer<String> mistakes) {
        if (!observer.observer().getObservedQualifiers().stream().allMatch(Any.class::isInstance)) {
            return;
        }
        if (observer.observer().getObservedType() instanceof Class<?> type
                && StreamEvent.class.isAssignableFrom(type)) {
            rules.check(mistakes);
            told.add(observer);
        } else if (rules.wantsMetadata()) {
            untold.add(observer);
        } else {
            told.add(observer);
        }
    }

    /** Those who hear of streams, if observers of these payloads do. */
    Stream<StreamObserver> told(Collection<Class<?>> payloads) {
        return told.stream().filter(one -> hearsStreams(one, payloads));
    }

    /** Those who inject what a stream event does not have, and so can be told of none. */
    List<ObserverMethod<?>> untold() {
        return untold.stream().<ObserverMethod<?>>map(StreamObserver::observer).toList();
    }

    Stream<String> doubts(Collection<Class<?>> payloads) {
        return untold.stream()
                .filter(one -> hearsStreams(one, payloads))
                .map(one -> NumberedMessage.EVENT_METADATA.text(
                        one.where() + " observes all sorts of events and",
                        "it hears nothing of streams; let another observer without these hear them"));
    }

    private static boolean hearsStreams(StreamObserver observer, Collection<Class<?>> payloads) {
        return observer.observer().getObservedType() instanceof Class<?> type
                && (StreamEvent.class.isAssignableFrom(type)
                        || type.isAssignableFrom(StreamEvent.class)
                        || payloads.stream().anyMatch(type::isAssignableFrom));
    }
}
