package org.streamlistening.internal.session;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.context.spi.Context;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.PassivationCapable;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.annotation.Annotation;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.request.DeliveryRequests;
import org.streamlistening.internal.runtime.CurrentRequest;

/** Captures the session-scoped beans of HTTP sessions for the threads that deliver to them. For any thread. */
public final class SessionBridge {

    private final BeanManager beanManager;
    private final Collection<Bean<?>> beans;
    private final Set<Bean<?>> needed;
    private final BridgedSession bridged;
    private final DeliveryRequests requests;
    private final Bean<?> mark;

    /** The beans that {@link #bean} has resolved. */
    private final Map<Required, Bean<?>> resolved = new ConcurrentHashMap<>();

    private record Required(Class<?> type, Annotation qualifier) {}

    /** Number of captures, which orders them. */
    private final AtomicLong captures = new AtomicLong();

    /**
     * @param beans every session-scoped bean of the application
     * @param needed those of them that observers need: a capture makes them if the session does not have them yet
     */
    public SessionBridge(
            BeanManager beanManager,
            Collection<Bean<?>> beans,
            Set<Bean<?>> needed,
            BridgedSession bridged,
            DeliveryRequests requests) {
        this.beanManager = beanManager;
        this.beans = beans;
        this.needed = needed;
        this.bridged = bridged;
        this.requests = requests;
        this.mark = beanManager.resolve(beanManager.getBeans(SessionMark.class, Any.Literal.INSTANCE));
    }

    /**
     * The mark of the session of the calling thread; made if it has none yet.
     *
     * @throws ContextNotActiveException if the thread has no session
     */
    public SessionMark mark() {
        SessionMark current = (SessionMark) getOrCreate(beanManager.getContext(SessionScoped.class), mark);
        if (!bridged.isActive()) {
            new CurrentRequest(beanManager)
                    .read(request -> request.getSession(false))
                    .ifPresent(current::storeIn);
        }
        return current;
    }

    /** The key of the mark of the session of the calling thread; empty if the session has no mark. */
    public Optional<String> key() {
        return requestSession()
                .flatMap(session -> Optional.ofNullable(session.get(mark)))
                .map(found -> ((SessionMark) found).key());
    }

    /**
     * The session of the calling thread.
     *
     * @param listener its name, for the message of the exception
     * @throws IllegalStateException if the thread has no session
     */
    public Context sessionFor(String listener) {
        return session()
                .orElseThrow(() ->
                        new IllegalStateException(NumberedMessage.NO_SESSION.text(FailureLog.listenerNamed(listener))));
    }

    /** The bean of this type and qualifier. There are as many as listeners that the application declares. */
    public Bean<?> bean(Class<?> type, Annotation qualifier) {
        // Every call of an injected listener needs it, and the container searches for it.
        return resolved.computeIfAbsent(
                new Required(type, qualifier), required -> beanManager.resolve(beanManager.getBeans(type, qualifier)));
    }

    /** Whether the calling thread has a session: that of its request, or of its delivery. */
    boolean isActive() {
        return session().isPresent();
    }

    /** Whether the calling thread has a session whose mark has another key. */
    public boolean isOtherSession(String markKey) {
        return session().filter(session -> !isMarked(session, markKey)).isPresent();
    }

    /** Whether the calling thread runs a request of the session whose mark has this key. */
    public boolean isRequestOf(String markKey) {
        return requestSession().filter(session -> isMarked(session, markKey)).isPresent();
    }

    private boolean isMarked(Context session, String markKey) {
        return session.get(mark) instanceof SessionMark found && found.key().equals(markKey);
    }

    /**
     * Captures the beans of the session of the calling thread; empty unless the thread runs a request with a session.
     */
    public Optional<SessionBeans> capture() {
        return requestSession().map(session -> {
            long order = captures.incrementAndGet();
            Map<String, Object> instances = new HashMap<>();
            for (Bean<?> bean : beans) {
                Object instance = instance(session, bean);
                if (instance != null && bean instanceof PassivationCapable identified) {
                    instances.put(identified.getId(), instance);
                }
            }
            return new SessionBeans(order, instances);
        });
    }

    /** Runs the task with this session on the calling thread, which must not be a request thread. */
    void with(SessionBeans session, Runnable task) {
        bridged.with(session, () -> requests.around(task));
    }

    /** Runs one step, within {@link #with}, in a request context of its own. */
    boolean inRequest(BooleanSupplier step) {
        return requests.inRequest(step);
    }

    /**
     * The session of this request, which is that of the calling thread; empty if it has no mark. The session of an HTTP
     * request without a mark is read for one attribute only.
     */
    public Optional<Context> markedSession(Object request) {
        return request instanceof HttpServletRequest http && !SessionMark.isIn(http)
                ? Optional.empty()
                : requestSession().filter(session -> session.get(mark) != null);
    }

    private Optional<Context> requestSession() {
        return bridged.isActive() ? Optional.empty() : session();
    }

    private Optional<Context> session() {
        try {
            return Optional.of(beanManager.getContext(SessionScoped.class));
        } catch (ContextNotActiveException noRequest) {
            return Optional.empty();
        }
    }

    private <T> @Nullable T instance(Context session, Bean<T> bean) {
        T instance = session.get(bean);
        return instance != null || !needed.contains(bean) ? instance : getOrCreate(session, bean);
    }

    /** The instance of the bean in this session; made if the session has none. */
    public <T> T getOrCreate(Context session, Bean<T> bean) {
        return session.get(bean, beanManager.createCreationalContext(bean));
    }
}
