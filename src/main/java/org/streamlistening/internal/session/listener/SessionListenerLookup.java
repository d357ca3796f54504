package org.streamlistening.internal.session.listener;

import jakarta.enterprise.inject.spi.Bean;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.streamlistening.internal.session.ListenerBean;
import org.streamlistening.internal.session.SessionBridge;

/**
 * Finds the listeners of a request's session when the request begins and ends: a listener that the session brought along
 * knows of no application before that. The container may keep its beans serialised until they are looked up, so a listener
 * cannot announce itself.
 */
public final class SessionListenerLookup {

    private static final Set<Class<?>> KEPT =
            Set.of(KeptInSession.One.class, KeptInSession.Several.class, KeptInSession.ByName.class);

    private final SessionBridge bridge;
    private final List<Bean<?>> beans;

    /** @param sessionBeans every session-scoped bean of the application; those of this library are among them */
    public SessionListenerLookup(SessionBridge bridge, Collection<Bean<?>> sessionBeans) {
        this.bridge = bridge;
        this.beans = sessionBeans.stream()
                .filter(bean -> KEPT.stream().anyMatch(bean.getTypes()::contains))
                .toList();
    }

    /** The session may be serialised during the request. */
    public void requestBegins(Object request) {
        of(request).forEach(ListenerBean::note);
    }

    /**
     * The listeners of the session get the beans that the request made, and those that were listening before the session
     * was passivated continue.
     */
    public void requestEnds(Object request) {
        List<? extends ListenerBean> listeners = of(request);
        if (!listeners.isEmpty()) {
            bridge.capture().ifPresent(latest -> listeners.forEach(listener -> listener.refresh(latest)));
        }
    }

    private List<? extends ListenerBean> of(Object request) {
        return bridge.markedSession(request).stream()
                .flatMap(session -> beans.stream().map(session::get))
                .filter(KeptInSession.class::isInstance)
                .flatMap(kept -> ((KeptInSession) kept).all().stream())
                .toList();
    }
}
