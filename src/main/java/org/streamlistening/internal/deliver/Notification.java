package org.streamlistening.internal.deliver;

import jakarta.enterprise.inject.spi.ObserverMethod;

/**
 * The call of one observer with one event or payload.
 *
 * @param event an instance of the type that the observer observes
 */
record Notification(ObserverMethod<?> observer, Object event) {

    @SuppressWarnings("unchecked") // the observer was resolved for the event
    void send() {
        ((ObserverMethod<Object>) observer).notify(event);
    }

    int priority() {
        return observer.getPriority();
    }
}
