package org.streamlistening.internal.session;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.streamlistening.internal.listen.SessionListener;

/**
 * The attached listeners of each session, by the key of its {@link SessionMark}. The end of a session ends them, whatever
 * the container does with the session's beans. For any thread.
 */
public final class SessionListenerRegistry {

    /**
     * How long the end of a session waits for all running observers of its listeners. A session that times out ends on a
     * thread of the container that all sessions share.
     */
    private static final Duration OBSERVERS_RETURN = Duration.ofSeconds(5);

    private final Map<String, Map<SessionListener, ListenerBean>> sessions = new ConcurrentHashMap<>();

    /** The latest of each listener's session key: a session that comes back must not have it twice. */
    private final Map<String, SessionListener> latest = new ConcurrentHashMap<>();

    /**
     * @param listener the attached listener of the bean, until it is {@linkplain #remove removed}
     * @return the attached listener that this one replaces
     */
    Optional<SessionListener> add(ListenerBean bean, SessionListener listener) {
        SessionListener older = latest.put(bean.getSessionKey(), listener);
        sessions.compute(bean.home(), (home, there) -> {
            Map<SessionListener, ListenerBean> listeners = there == null ? new ConcurrentHashMap<>() : there;
            listeners.put(listener, bean);
            return listeners;
        });
        if (older != null) {
            removeFromSession(bean, older);
        }
        return Optional.ofNullable(older);
    }

    void remove(ListenerBean bean, SessionListener listener) {
        latest.remove(bean.getSessionKey(), listener);
        removeFromSession(bean, listener);
    }

    private void removeFromSession(ListenerBean bean, SessionListener listener) {
        sessions.computeIfPresent(bean.home(), (home, there) -> {
            there.remove(listener);
            return there.isEmpty() ? null : there;
        });
    }

    /** The session ended. Once this method has returned, its beans are not notified. */
    void end(String home) {
        Map<SessionListener, ListenerBean> ended = sessions.remove(home);
        if (ended != null) {
            end(ended.values());
        }
    }

    /** Ends these listeners for good, then waits up to {@link #OBSERVERS_RETURN} for all of their running observers. */
    public static void end(Collection<? extends ListenerBean> listeners) {
        List<SessionListener> last = listeners.stream()
                .map(ListenerBean::end)
                .flatMap(Optional::stream)
                .toList();
        long until = System.nanoTime() + OBSERVERS_RETURN.toNanos();
        for (SessionListener listener : last) {
            long left = Math.max(0, until - System.nanoTime());
            listener.awaitObserver(Duration.ofNanos(left), OBSERVERS_RETURN);
        }
    }
}
