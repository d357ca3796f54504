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

/** The {@link ListenAuthorizer} beans of the application. */
public final class Authorizers {

    private final BeanManager beanManager;

    /** Resolved once: a container adds no bean after the deployment. */
    private final Instance<ListenAuthorizer> authorizers;

    public Authorizers(BeanManager beanManager) {
        this.beanManager = beanManager;
        this.authorizers = beanManager.createInstance().select(ListenAuthorizer.class, Any.Literal.INSTANCE);
    }

    /** The authenticated caller of the calling thread's request; null without authentication or without a request. */
    @Nullable
    public Principal caller() {
        return new CurrentRequest(beanManager)
                .read(HttpServletRequest::getUserPrincipal)
                .orElse(null);
    }

    /** @throws ListenRefusedException if one of them rejects the call */
    public void authorize(String streamId, @Nullable Principal principal, String listener) {
        for (var authorizer : authorizers.handles()) {
            try {
                if (!authorizer.get().mayListen(streamId, principal, listener)) {
                    throw new ListenRefusedException(streamId);
                }
            } finally {
                release(authorizer);
            }
        }
    }

    /**
     * Destroys a dependent instance only: closing the handle of any other bean would destroy it for the application.
     */
    private static void release(Instance.Handle<?> handle) {
        if (handle.getBean().getScope() == Dependent.class) {
            handle.destroy();
        }
    }
}
