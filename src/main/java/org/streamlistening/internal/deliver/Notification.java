package org.streamlistening.internal.deliver;

import jakarta.enterprise.inject.spi.EventContext;
import jakarta.enterprise.inject.spi.EventMetadata;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The call of one observer with one event or payload. It is the context of its event as well: an observer that another
 * extension adds by a configurator is called with nothing else, and a call of a method needs no further object.
 *
 * @param event an instance of the type that the observer observes
 * @param qualifiers of the event
 */
record Notification(ObserverMethod<?> observer, Object event, Set<Annotation> qualifiers)
        implements EventContext<Object> {

    @SuppressWarnings("unchecked") // the observer was resolved for the event
    void send() {
        ((ObserverMethod<Object>) observer).notify(this);
    }

    int priority() {
        return observer.getPriority();
    }

    @Override
    public Object getEvent() {
        return event;
    }

    @Override
    public EventMetadata getMetadata() {
        return new Metadata(qualifiers, event.getClass());
    }

    /** @param type the class of the event */
    private record Metadata(Set<Annotation> qualifiers, Type type) implements EventMetadata {

        @Override
        public Set<Annotation> getQualifiers() {
            return qualifiers;
        }

        /** The library fires it, without an injected {@code Event}. */
        @Override
        public @Nullable InjectionPoint getInjectionPoint() {
            return null;
        }

        @Override
        public Type getType() {
            return type;
        }
    }
}
