package org.streamlistening.internal.cdi;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.context.spi.Context;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.PassivationCapable;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.messages.NumberedMessage;

/** Takes the session-scoped beans of the current HTTP session along to the threads that deliver to it. */
final class SessionBridge {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final Set<Class<?>> KEPT = Set.of(KeptListener.class, KeptListeners.class, KeptByName.class);

    private final BeanManager beanManager;
    private final Collection<Bean<?>> beans;
    private final Set<Bean<?>> needed;
    private final BridgedSession bridged;
    private final Bean<?> mark;

    /** Counts what is looked up, so that what was looked up later can be told from what was earlier. */
    private final AtomicLong captures = new AtomicLong();

    /**
     * @param beans every session-scoped bean of the application
     * @param needed those of them that observers need: made if the session does not have them yet
     */
    SessionBridge(BeanManager beanManager, Collection<Bean<?>> beans, Set<Bean<?>> needed, BridgedSession bridged) {
        this.beanManager = beanManager;
        this.beans = beans;
        this.needed = needed;
        this.bridged = bridged;
        this.mark = beanManager.resolve(beanManager.getBeans(SessionMark.class, Any.Literal.INSTANCE));
    }

    /**
     * The mark of the session of the calling thread; made if it has none yet.
     *
     * @throws ContextNotActiveException if the thread has no session
     */
    SessionMark mark() {
        SessionMark made = (SessionMark) made(beanManager.getContext(SessionScoped.class), mark);
        if (!bridged.isActive()) {
            new CurrentRequest(beanManager)
                    .tells(request -> request.getSession(false))
                    .ifPresent(made::leaveIn);
        }
        return made;
    }

    /** The key of the mark of the session of the calling thread; empty if that never had any. */
    Optional<String> key() {
        return requestSession()
                .flatMap(session -> Optional.ofNullable(session.get(mark)))
                .map(found -> ((SessionMark) found).key());
    }

    /**
     * What the session of the calling thread keeps; made if it has none yet.
     *
     * @throws IllegalStateException if the thread has no session
     */
    <T extends KeptInSession> T kept(Class<T> type, String name) {
        Context session = sessionFor(name);
        return unlessGone(
                type, name, () -> type.cast(made(session, OfCurrentSession.Kept.bean(type, name, beanManager))));
    }

    /** The same of a name that no bean has. */
    <T extends KeptInSession> T keptByName(Class<T> type, String name) {
        Context session = sessionFor(name);
        Bean<?> bean = beanManager.resolve(beanManager.getBeans(KeptByName.class, Any.Literal.INSTANCE));
        return unlessGone(type, name, () -> ((KeptByName) made(session, bean)).kept(type, name));
    }

    /** A session that ended in the course of a request may keep nothing any more; the request goes on all the same. */
    private static <T extends KeptInSession> T unlessGone(Class<T> type, String name, Supplier<T> kept) {
        try {
            return kept.get();
        } catch (IllegalStateException gone) {
            LOG.log(System.Logger.Level.DEBUG, "the session of this request has ended", gone);
            return type.cast(
                    type == KeptListener.class
                            ? SessionStreamListener.ended(name, name, "")
                            : SessionStreamListeners.ended(name, ""));
        }
    }

    private Context sessionFor(String name) {
        return session()
                .orElseThrow(() -> new IllegalStateException(NumberedMessage.NO_SESSION.text(FailureLog.listenerNamed(name))));
    }

    /** Whether the calling thread has a session: that of its request, or of what it delivers. */
    boolean isActive() {
        return session().isPresent();
    }

    /** Whether the calling thread has a session, but not the one with this mark. */
    boolean isElsewhere(String home) {
        return session().filter(session -> !isMarked(session, home)).isPresent();
    }

    /** Whether the calling thread runs a request of the session with this mark. */
    boolean isRequestOf(String home) {
        return requestSession().filter(session -> isMarked(session, home)).isPresent();
    }

    private boolean isMarked(Context session, String home) {
        return session.get(mark) instanceof SessionMark found && found.key().equals(home);
    }

    /** The beans of the session of the calling thread; empty where that is no request thread with a session. */
    Optional<SessionBeans> capture() {
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

    /**
     * Called when a request ends: if its session has listeners, they learn of the beans that the request made, and those
     * that were listening before the session was passivated go on.
     */
    void refresh(Object request) {
        List<SessionStreamListener> listeners = listeners(request);
        if (!listeners.isEmpty()) {
            capture().ifPresent(latest -> listeners.forEach(listener -> listener.refresh(latest)));
        }
    }

    /** Runs the task with this session on the calling thread, which must not be a request thread. */
    void with(SessionBeans session, Runnable task) {
        bridged.with(session, task);
    }

    /** Called when a request begins: the session may be written in the course of it. */
    void note(Object request) {
        listeners(request).forEach(SessionStreamListener::note);
    }

    /** A session that never had a listener is asked for its mark, and for nothing else. */
    private List<SessionStreamListener> listeners(Object request) {
        if (request instanceof HttpServletRequest http && !SessionMark.isIn(http)) {
            return List.of();
        }
        return requestSession().filter(session -> session.get(mark) != null).stream()
                .flatMap(session -> beans.stream().filter(SessionBridge::isKept).map(session::get))
                .filter(KeptInSession.class::isInstance)
                .flatMap(kept -> ((KeptInSession) kept).all().stream())
                .toList();
    }

    private static boolean isKept(Bean<?> bean) {
        return KEPT.stream().anyMatch(bean.getTypes()::contains);
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
        return instance != null || !needed.contains(bean) ? instance : made(session, bean);
    }

    private <T> T made(Context session, Bean<T> bean) {
        return session.get(bean, beanManager.createCreationalContext(bean));
    }
}
