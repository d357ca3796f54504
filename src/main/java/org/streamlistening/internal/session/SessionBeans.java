package org.streamlistening.internal.session;

import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.inject.spi.PassivationCapable;
import java.util.Map;
import java.util.Optional;

/**
 * The session-scoped instances of one HTTP session, as they were on a request thread. Immutable.
 *
 * @param order larger for what was looked up later, so that of two requests at once not the last to finish counts
 * @param instances by {@link PassivationCapable#getId()}: containers ask with a wrapper of the bean, but with its id
 */
public record SessionBeans(long order, Map<String, Object> instances) {

    static final SessionBeans NONE = new SessionBeans(0, Map.of());

    public SessionBeans {
        instances = Map.copyOf(instances);
    }

    SessionBeans orLater(SessionBeans other) {
        return other.order > order ? other : this;
    }

    Optional<Object> instance(Contextual<?> bean) {
        return bean instanceof PassivationCapable identified
                ? Optional.ofNullable(instances.get(identified.getId()))
                : Optional.empty();
    }
}
