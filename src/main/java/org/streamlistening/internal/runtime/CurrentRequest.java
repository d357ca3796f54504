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

    /** What the request answers; empty if that is nothing, or if there is no request. */
    public <T> Optional<T> tells(Function<HttpServletRequest, @Nullable T> question) {
        Instance<HttpServletRequest> request = beanManager.createInstance().select(HttpServletRequest.class);
        try {
            return request.isResolvable() ? Optional.ofNullable(question.apply(request.get())) : Optional.empty();
        } catch (IllegalStateException | ContextNotActiveException noServletRequest) {
            // A session without a request, as in a WebSocket's handshake.
            return Optional.empty();
        }
    }
}
