package org.streamlistening.internal.deployment;

import java.lang.annotation.Annotation;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.streamlistening.StreamListening;
import org.streamlistening.consumer.StreamConsuming;

/**
 * What events of streams come from, and what observers select them by: all listeners of one name, or one consumer.
 *
 * @param name the name in the qualifier; empty for the default listener
 */
public record EventSource(Kind kind, String name) {

    /** The kinds of sources; each has a qualifier annotation. */
    public enum Kind {
        LISTENER,
        CONSUMER
    }

    /** The listeners of this name. */
    public static EventSource listener(String name) {
        return new EventSource(Kind.LISTENER, name);
    }

    /** The consumer of this name. */
    public static EventSource consumer(String name) {
        return new EventSource(Kind.CONSUMER, name);
    }

    /** The sources that these qualifiers name: none, one, or by mistake one of each kind. */
    static Stream<EventSource> in(Set<Annotation> qualifiers) {
        return qualifiers.stream().flatMap(EventSource::of);
    }

    private static Stream<EventSource> of(Annotation qualifier) {
        if (qualifier instanceof StreamListening listening) {
            return Stream.of(listener(listening.value()));
        }
        return qualifier instanceof StreamConsuming consuming ? Stream.of(consumer(consuming.value())) : Stream.empty();
    }

    /** The qualifier of its events. */
    public Annotation qualifier() {
        return switch (kind) {
            case LISTENER -> StreamListening.Literal.of(name);
            case CONSUMER -> StreamConsuming.Literal.of(name);
        };
    }

    boolean isConsumer() {
        return kind == Kind.CONSUMER;
    }

    /** Kind and name, for messages. */
    String description() {
        return kind.name().toLowerCase(Locale.ROOT) + " \"" + name + "\"";
    }
}
