package org.streamlistening.internal.cdi;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.streamlistening.internal.listen.SessionListener;

/**
 * The listeners of each session that have something in this application, by the key of the {@link SessionMark}: so that
 * none outlives its session, whatever the container does with the beans of that. For any thread.
 */
final class SessionListenerRegistry {

    /**
     * How long the end of a session waits for all observers of its listeners that are under way. A session that times out
     * ends on a thread of the container that all sessions share.
     */
    private static final Duration OBSERVERS_RETURN = Duration.ofSeconds(5);

    private final Map<String, Map<SessionListener, SessionStreamListener>> sessions = new ConcurrentHashMap<>();

    /** @param here what the bean has in this application, until it is {@linkplain #remove removed} */
    void add(SessionStreamListener bean, SessionListener here) {
        sessions.compute(bean.home(), (home, there) -> {
            Map<SessionListener, SessionStreamListener> listeners = there == null ? new ConcurrentHashMap<>() : there;
            listeners.put(here, bean);
            return listeners;
        });
    }

    void remove(SessionStreamListener bean, SessionListener here) {
        sessions.computeIfPresent(bean.home(), (home, there) -> {
            there.remove(here);
            return there.isEmpty() ? null : there;
        });
    }

    /** The session ended: when this returns, its beans are told nothing any more. */
    void end(String home) {
        Map<SessionListener, SessionStreamListener> ended = sessions.remove(home);
        if (ended != null) {
            end(ended.values());
        }
    }

    /**
     * Ends these listeners for good, and then waits for what observers are being told, for {@link #OBSERVERS_RETURN} in
     * all.
     */
    static void end(Collection<SessionStreamListener> listeners) {
        List<SessionListener> last = listeners.stream()
                .map(SessionStreamListener::end)
                .flatMap(Optional::stream)
                .toList();
        long until = System.nanoTime() + OBSERVERS_RETURN.toNanos();
        for (SessionListener listener : last) {
            long left = Math.max(0, until - System.nanoTime());
            listener.awaitObserver(Duration.ofNanos(left), OBSERVERS_RETURN);
        }
    }
}
