package org.streamlistening.internal.cdi;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.streamlistening.StreamEvent;

/**
 * Observers without {@link org.streamlistening.StreamListening}: of all listeners, or of all sorts of events, those of
 * streams among them. Filled while the container starts.
 */
final class GeneralObservers {

    private final List<Observing> told = new ArrayList<>();
    private final List<Observing> untold = new ArrayList<>();

    void add(Observing observing, ObserverRules rules, Consumer<String> mistakes) {
        if (!observing.observer().getObservedQualifiers().stream().allMatch(Any.class::isInstance)) {
            return;
        }
        if (observing.observer().getObservedType() instanceof Class<?> type
                && StreamEvent.class.isAssignableFrom(type)) {
            rules.check(mistakes);
            told.add(observing);
        } else if (rules.wantsMetadata()) {
            untold.add(observing);
        } else {
            told.add(observing);
        }
    }

    /** Those who hear of streams, if observers of these payloads do. */
    Stream<Observing> told(Collection<Class<?>> payloads) {
        return told.stream().filter(one -> hearsStreams(one, payloads));
    }

    /** Those who inject what a stream event does not have, and so can be told of none. */
    List<ObserverMethod<?>> untold() {
        return untold.stream().<ObserverMethod<?>>map(Observing::observer).toList();
    }

    Stream<String> doubts(Collection<Class<?>> payloads) {
        return untold.stream()
                .filter(one -> hearsStreams(one, payloads))
                .map(one -> "DS-011: " + one.where()
                        + " observes all sorts of events and injects EventMetadata or InjectionPoint, which what comes"
                        + " from a stream does not have: it hears nothing of streams; let another observer without"
                        + " these hear them");
    }

    private static boolean hearsStreams(Observing observing, Collection<Class<?>> payloads) {
        return observing.observer().getObservedType() instanceof Class<?> type
                && (StreamEvent.class.isAssignableFrom(type)
                        || type.isAssignableFrom(StreamEvent.class)
                        || payloads.stream().anyMatch(type::isAssignableFrom));
    }
}
