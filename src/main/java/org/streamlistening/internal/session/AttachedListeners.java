package org.streamlistening.internal.session;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.streamlistening.internal.listen.ListenerStateMachine;

/**
 * The attached listeners of each session, by the key of its {@link SessionMark}. The end of a session ends them, even
 * if the container does not destroy the session's beans. For any thread.
 */
public final class AttachedListeners {

    /**
     * How long the end of a session waits for all running observers of its listeners. A session that times out ends on
     * a thread of the container that all sessions share.
     */
    private static final Duration OBSERVER_TIMEOUT = Duration.ofSeconds(5);

    /** The inner maps are immutable: most sessions have one listener, and an idle one has to be small. */
    private final Map<String, Map<ListenerStateMachine, ListenerBean>> sessions = new ConcurrentHashMap<>();

    /** The latest attached listener of each session key: a session that was passivated and activated has it once. */
    private final Map<String, ListenerStateMachine> latest = new ConcurrentHashMap<>();

    /**
     * @param listener the attached listener of the bean, until it is {@linkplain #remove removed}
     * @return the attached listener that this one replaces
     */
    Optional<ListenerStateMachine> add(ListenerBean bean, ListenerStateMachine listener) {
        ListenerStateMachine older = latest.put(bean.getSessionKey(), listener);
        sessions.merge(bean.markKey(), Map.of(listener, bean), (known, added) -> {
            Map<ListenerStateMachine, ListenerBean> listeners = new HashMap<>(known);
            listeners.putAll(added);
            return Map.copyOf(listeners);
        });
        if (older != null) {
            removeFromSession(bean, older);
        }
        return Optional.ofNullable(older);
    }

    void remove(ListenerBean bean, ListenerStateMachine listener) {
        latest.remove(bean.getSessionKey(), listener);
        removeFromSession(bean, listener);
    }

    private void removeFromSession(ListenerBean bean, ListenerStateMachine listener) {
        sessions.computeIfPresent(bean.markKey(), (markKey, known) -> {
            Map<ListenerStateMachine, ListenerBean> listeners = new HashMap<>(known);
            listeners.remove(listener);
            return listeners.isEmpty() ? null : Map.copyOf(listeners);
        });
    }

    /** The session ended. Once this method has returned, no observer of its beans is notified. */
    void end(String markKey) {
        Map<ListenerStateMachine, ListenerBean> ended = sessions.remove(markKey);
        if (ended != null) {
            end(ended.values());
        }
    }

    /** Ends these listeners for good, then waits up to {@link #OBSERVER_TIMEOUT} for all of their running observers. */
    public static void end(Collection<? extends ListenerBean> listeners) {
        List<ListenerStateMachine> last = listeners.stream()
                .map(ListenerBean::end)
                .flatMap(Optional::stream)
                .toList();
        long until = System.nanoTime() + OBSERVER_TIMEOUT.toNanos();
        for (ListenerStateMachine listener : last) {
            long left = Math.max(0, until - System.nanoTime());
            listener.awaitObserver(Duration.ofNanos(left), OBSERVER_TIMEOUT);
        }
    }
}
