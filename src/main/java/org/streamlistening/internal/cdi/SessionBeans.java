package org.streamlistening.internal.cdi;

import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.inject.spi.PassivationCapable;
import java.util.Map;
import java.util.Optional;

/**
 * The session-scoped instances of one HTTP session, as they were on a request thread. Immutable.
 *
 * @param instances by {@link PassivationCapable#getId()}: containers ask with a wrapper of the bean, but with its id
 */
record SessionBeans(Map<String, Object> instances) {

    static final SessionBeans NONE = new SessionBeans(Map.of());

    SessionBeans {
        instances = Map.copyOf(instances);
    }

    Optional<Object> instance(Contextual<?> bean) {
        return bean instanceof PassivationCapable identified
                ? Optional.ofNullable(instances.get(identified.getId()))
                : Optional.empty();
    }
}
