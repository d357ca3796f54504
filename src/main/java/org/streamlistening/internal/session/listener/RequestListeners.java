package org.streamlistening.internal.session.listener;

import jakarta.enterprise.inject.spi.Bean;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.streamlistening.internal.session.ListenerBean;
import org.streamlistening.internal.session.SessionBridge;

/**
 * Finds the listeners of a request's session when the request begins and ends. A deserialised listener has no
 * application until then, and cannot register itself: the container may keep the beans of a session serialised until
 * they are looked up.
 */
public final class RequestListeners {

    private static final Set<Class<?>> HOLDERS =
            Set.of(ListenerHolder.One.class, ListenerHolder.Several.class, ListenerHolder.Undeclared.class);

    private final SessionBridge bridge;
    private final List<Bean<?>> beans;

    /** @param sessionBeans every session-scoped bean of the application; those of this library are among them */
    public RequestListeners(SessionBridge bridge, Collection<Bean<?>> sessionBeans) {
        this.bridge = bridge;
        this.beans = sessionBeans.stream()
                .filter(bean -> HOLDERS.stream().anyMatch(bean.getTypes()::contains))
                .toList();
    }

    /** The session may be serialised during the request. */
    public void requestBegins(Object request) {
        of(request).forEach(ListenerBean::requestBegins);
    }

    /**
     * The listeners of the session get the beans that the request made, and those that were listening before the
     * session was passivated continue.
     */
    public void requestEnds(Object request) {
        List<? extends ListenerBean> listeners = of(request);
        if (!listeners.isEmpty()) {
            bridge.capture().ifPresent(latest -> listeners.forEach(listener -> listener.requestEnds(latest)));
        }
    }

    private List<? extends ListenerBean> of(Object request) {
        return bridge.markedSession(request).stream()
                .flatMap(session -> beans.stream().map(session::get))
                .filter(ListenerHolder.class::isInstance)
                .flatMap(holder -> ((ListenerHolder) holder).all().stream())
                .toList();
    }
}
