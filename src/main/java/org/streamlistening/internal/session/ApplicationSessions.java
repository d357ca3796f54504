package org.streamlistening.internal.session;

import jakarta.enterprise.inject.spi.BeanManager;
import java.time.Duration;
import java.util.Optional;
import org.streamlistening.internal.deliver.CurrentDelivery;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.deliver.EventObservers;
import org.streamlistening.internal.deployment.EventSource;
import org.streamlistening.internal.deployment.EventSourceObservers;
import org.streamlistening.internal.deployment.ModuleView;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.listen.ListenerSnapshot;
import org.streamlistening.internal.listen.ListenerStateMachine;
import org.streamlistening.internal.runtime.AttachedKind;
import org.streamlistening.internal.runtime.StreamRuntime;

/** The sessions of one web application: their listeners and sockets, from its start to its stop. For any thread. */
public final class ApplicationSessions implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

    private final StreamRuntime runtime;
    private final SessionBridge bridge;
    private final CurrentDelivery current;
    private final EventSourceObservers observers;
    private final AttachedListeners listeners = new AttachedListeners();
    private final SocketOwners sockets;

    public ApplicationSessions(
            BeanManager beanManager,
            StreamRuntime runtime,
            SessionBridge bridge,
            ModuleView view,
            CurrentDelivery current) {
        this.runtime = runtime;
        this.bridge = bridge;
        this.current = current;
        this.observers = new EventSourceObservers(
                beanManager,
                view,
                runtime.jsonb(),
                runtime.settings().listeners().maxNesting());
        this.sockets = new SocketOwners(runtime.io());
    }

    public StreamRuntime runtime() {
        return runtime;
    }

    public SessionBridge bridge() {
        return bridge;
    }

    /** The observers of the application. */
    public EventSourceObservers observers() {
        return observers;
    }

    SocketOwners sockets() {
        return sockets;
    }

    /**
     * The context of the deliveries to one session. It has no beans until a request of the session is captured into it.
     */
    public SessionDeliveryContext newDeliveryContext() {
        return new SessionDeliveryContext(bridge);
    }

    /** The caller of the request of the calling thread; empty if the thread runs no request with a session. */
    public Optional<CallerContext> caller() {
        return bridge.capture()
                .map(beans -> new CallerContext(
                        beans, runtime.callerContext(), runtime.authorizers().caller()));
    }

    /**
     * Makes the listener that delivers to this session until it is {@linkplain #detach detached}.
     *
     * @param qualifier the name that observers select the listener by
     * @throws IllegalStateException if the application has stopped
     */
    public ListenerStateMachine attach(
            ListenerBean bean, String qualifier, ListenerSnapshot snapshot, SessionDeliveryContext session) {
        ListenerStateMachine listener = runtime.attach(
                AttachedKind.LISTENER,
                bean.getName(),
                bean.getSessionKey(),
                snapshot,
                new Delivery(
                        runtime.deliveryExecutor(FailureLog.listenerNamed(bean.getName())),
                        runtime.io(),
                        new ListenerContext(session, current, bean),
                        new EventObservers(
                                observers.of(EventSource.listener(qualifier)),
                                runtime.tails().failures()),
                        runtime.tracing().deliveries(FailureLog.listenerNamed(qualifier))));
        listeners.add(bean, listener).ifPresent(older -> {
            // The session was passivated and activated again, or copied: release the listener of its earlier beans. The
            // position of that one does not count, because the beans of this copy may lack its last messages. The call
            // does not wait, because the caller holds the monitor of its bean.
            listener.replace(older);
            runtime.forget(older);
        });
        return listener;
    }

    public void detach(ListenerBean bean, ListenerStateMachine listener) {
        listeners.remove(bean, listener);
        runtime.detach(listener);
    }

    /** Ends the sockets and listeners that the session with this mark key has in this application. */
    public void endSession(String markKey) {
        sockets.endSession(markKey);
        listeners.end(markKey);
    }

    /**
     * Runs the task on a thread of the container with this session active. If the container rejects the task, or it
     * throws, it runs again after a second: the task must be idempotent.
     */
    public void runInSession(SessionDeliveryContext session, Runnable task) {
        try {
            runtime.deliveryExecutor("a session").withoutStream().execute(() -> {
                try {
                    session.aroundRequest(task);
                } catch (Throwable e) {
                    runLater(session, task, e);
                }
            });
        } catch (Throwable e) {
            runLater(session, task, e);
        }
    }

    private void runLater(SessionDeliveryContext session, Runnable task, Throwable cause) {
        LOG.log(
                System.Logger.Level.WARNING,
                "a listener cannot continue on a thread of the container now; trying again",
                cause);
        runtime.io().after(RETRY_DELAY, () -> runInSession(session, task));
    }

    @Override
    public void close() {
        runtime.stopAttaching();
        sockets.stop();
        runtime.close();
    }
}
