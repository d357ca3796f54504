package org.streamlistening.internal.deliver;

import jakarta.enterprise.inject.spi.ObserverMethod;

/** The call of one observer with one event or payload. */
record Notification(ObserverMethod<?> observer, Runnable action) {

    static <T> Notification of(ObserverMethod<? super T> observer, T event) {
        return new Notification(observer, () -> observer.notify(event));
    }

    int priority() {
        return observer.getPriority();
    }
}
