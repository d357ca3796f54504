package org.streamlistening.internal.session;

import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.inject.spi.PassivationCapable;
import java.util.Map;
import java.util.Optional;

/**
 * The session-scoped instances of one HTTP session, as captured on a request thread. Immutable.
 *
 * @param order increases with each capture: of two concurrent requests the later capture counts, not the later end
 * @param instances by {@link PassivationCapable#getId()}: containers look up with a wrapper that has the bean's id
 */
public record SessionBeans(long order, Map<String, Object> instances) {

    static final SessionBeans NONE = new SessionBeans(0, Map.of());

    public SessionBeans {
        instances = Map.copyOf(instances);
    }

    /** The later one of two captures of the same session. */
    SessionBeans orLater(SessionBeans other) {
        return other.order > order ? other : this;
    }

    Optional<Object> instance(Contextual<?> bean) {
        return bean instanceof PassivationCapable identified
                ? Optional.ofNullable(instances.get(identified.getId()))
                : Optional.empty();
    }
}
