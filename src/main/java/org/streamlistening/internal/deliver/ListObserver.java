package org.streamlistening.internal.deliver;

import jakarta.enterprise.inject.spi.ObserverMethod;
import java.util.List;

/**
 * An observer of {@code List<element>}: whole batches of a payload. Remembered from deployment, because a list
 * has lost the type of its elements by the time it could be fired.
 */
public record ListObserver(Class<?> element, ObserverMethod<?> observer) {

    @SuppressWarnings("unchecked") // what it observes was read from this very observer
    void notify(List<Object> elements) {
        ((ObserverMethod<List<Object>>) observer).notify(elements);
    }
}
