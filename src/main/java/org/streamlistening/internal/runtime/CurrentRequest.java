package org.streamlistening.internal.runtime;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The HTTP request of the calling thread, if it has one. */
public record CurrentRequest(BeanManager beanManager) {

    /** A property of the request; empty if it is null or if there is no request. */
    public <T> Optional<T> read(Function<HttpServletRequest, @Nullable T> property) {
        Instance<HttpServletRequest> request = beanManager.createInstance().select(HttpServletRequest.class);
        try {
            return request.isResolvable() ? Optional.ofNullable(property.apply(request.get())) : Optional.empty();
        } catch (IllegalStateException | ContextNotActiveException noServletRequest) {
            // A session without a request, as in a WebSocket's handshake.
            return Optional.empty();
        }
    }
}
