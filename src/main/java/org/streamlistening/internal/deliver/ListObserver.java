package org.streamlistening.internal.deliver;

import jakarta.enterprise.inject.spi.ObserverMethod;

/**
 * An observer of {@code List<element>}, which receives whole batches of a payload. Found at deployment, because a list
 * does not know the type of its elements when an event is fired.
 */
public record ListObserver(Class<?> element, ObserverMethod<?> observer) {}
