package org.streamlistening.internal.runtime;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.AmbiguousResolutionException;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.servlet.ServletContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.server.EmbeddedServer;
import org.streamlistening.server.StreamAccess;

/**
 * The application's {@link StreamAccess} bean, passed to the embedded server as an attribute of the servlet context.
 * That context becomes known with the start of the application on Open Liberty, and with the first request on WildFly.
 */
public final class AccessBean implements AutoCloseable {

    private final Instance.@Nullable Handle<StreamAccess> handle;

    /** @throws DeploymentException if there are several; for a WAR that shares this library, that is known only now */
    public AccessBean(BeanManager beanManager) {
        problem(beanManager).ifPresent(several -> {
            throw new DeploymentException(several);
        });
        Instance<StreamAccess> access = beanManager.createInstance().select(StreamAccess.class);
        handle = access.isUnsatisfied() ? null : access.getHandle();
    }

    /** Lets the embedded server of this application authorize by the bean. */
    public void provide(ServletContext application) {
        if (handle != null && application.getAttribute(EmbeddedServer.ACCESS_ATTRIBUTE) == null) {
            application.setAttribute(EmbeddedServer.ACCESS_ATTRIBUTE, handle.get());
        }
    }

    /** The problem with the beans of the application, if there is one. */
    public static Optional<String> problem(BeanManager beanManager) {
        try {
            beanManager.resolve(beanManager.getBeans(StreamAccess.class));
            return Optional.empty();
        } catch (AmbiguousResolutionException several) {
            return Optional.of(NumberedMessage.SEVERAL_ACCESS_BEANS.text(String.valueOf(several.getMessage())));
        }
    }

    /** Destroys a dependent instance; the container destroys all others. */
    @Override
    public void close() {
        if (handle != null && handle.getBean().getScope() == Dependent.class) {
            handle.destroy();
        }
    }
}
