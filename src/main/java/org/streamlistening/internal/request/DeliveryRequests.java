package org.streamlistening.internal.request;

import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.Destroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.annotation.Annotation;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The request contexts of the deliveries of one web application: a fresh one for each step. An application that
 * observes the begin or end of requests gets contexts of the container, which fires those events; every other one gets
 * a {@link BridgedRequest}, which costs nothing until an observer needs it. For any thread.
 */
public final class DeliveryRequests {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** The package of the extension, which observes the requests of the application, but no deliveries. */
    private static final String EXTENSION = "org.streamlistening.internal.cdi";

    private final BeanManager beanManager;
    private final BridgedRequest bridged;
    private final boolean observed;

    public DeliveryRequests(BeanManager beanManager, BridgedRequest bridged) {
        this.beanManager = beanManager;
        this.bridged = bridged;
        this.observed = Stream.of(
                        Initialized.Literal.REQUEST, BeforeDestroyed.Literal.REQUEST, Destroyed.Literal.REQUEST)
                .anyMatch(this::isObserved);
    }

    /** As the container resolves them: the payload of these events is a text. */
    private boolean isObserved(Annotation event) {
        return beanManager.resolveObserverMethods("request", event).stream()
                .anyMatch(observer -> !observer.getBeanClass().getPackageName().equals(EXTENSION));
    }

    /** Runs steps, each of them by {@link #inRequest}. */
    public void around(Runnable steps) {
        if (observed) {
            steps.run();
        } else {
            bridged.around(beanManager, steps);
        }
    }

    /** Runs one step in a request context of its own, or in that of the calling thread. */
    public boolean inRequest(BooleanSupplier step) {
        return observed ? inContainerRequest(step) : bridged.inRequest(step);
    }

    private boolean inContainerRequest(BooleanSupplier step) {
        try (Instance.Handle<RequestContextController> handle = beanManager
                .createInstance()
                .select(RequestContextController.class)
                .getHandle()) {
            RequestContextController request = handle.get();
            boolean activated = request.activate();
            try {
                return step.getAsBoolean();
            } finally {
                if (activated) {
                    deactivate(request);
                }
            }
        }
    }

    /**
     * The application may have stopped during the step, and its contexts with it: that does not make the step a
     * failure.
     */
    private static void deactivate(RequestContextController request) {
        try {
            request.deactivate();
        } catch (ContextNotActiveException stopped) {
            LOG.log(System.Logger.Level.DEBUG, "the application stopped during a delivery", stopped);
        }
    }
}
