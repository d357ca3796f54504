package org.streamlistening.internal.runtime;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.streamlistening.ListenAuthorizer;
import org.streamlistening.ListenRefusedException;

/** Those of the application who decide who may listen. */
public record Authorizers(BeanManager beanManager) {

    /** Who has logged in to the request of the calling thread; null if nobody, or if there is no request. */
    @Nullable
    public Principal caller() {
        return new CurrentRequest(beanManager)
                .tells(HttpServletRequest::getUserPrincipal)
                .orElse(null);
    }

    /** @throws ListenRefusedException if one of them says no */
    public void ask(String streamId, @Nullable Principal principal, String listener) {
        for (var authorizer : beanManager
                .createInstance()
                .select(ListenAuthorizer.class, Any.Literal.INSTANCE)
                .handles()) {
            try {
                if (!authorizer.get().mayListen(streamId, principal, listener)) {
                    throw new ListenRefusedException(streamId);
                }
            } finally {
                release(authorizer);
            }
        }
    }

    /** What the container made for us alone. Closing the handle of any other bean would destroy it for everybody. */
    private static void release(Instance.Handle<?> handle) {
        if (handle.getBean().getScope() == Dependent.class) {
            handle.destroy();
        }
    }
}
