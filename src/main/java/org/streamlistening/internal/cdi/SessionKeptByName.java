package org.streamlistening.internal.cdi;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;

/** The session-scoped bean behind {@link KeptByName}. */
final class SessionKeptByName implements KeptByName, Serializable {

    private static final long serialVersionUID = 1;

    /** The mark of its session. */
    private final String home;

    // Guarded by this.
    private final HashMap<String, SessionStreamListener> one = new HashMap<>();
    private final HashMap<String, SessionStreamListeners> several = new HashMap<>();
    private transient boolean ended;

    SessionKeptByName(String home) {
        this.home = home;
    }

    /** That of a session that has ended. */
    static SessionKeptByName ended(String home) {
        SessionKeptByName made = new SessionKeptByName(home);
        made.end();
        return made;
    }

    @Override
    public synchronized <T extends KeptInSession> T kept(Class<T> type, String name) {
        return type.cast(
                type == KeptListener.class
                        ? one.computeIfAbsent(name, this::listener)
                        : several.computeIfAbsent(name, this::listeners));
    }

    private SessionStreamListener listener(String name) {
        return ended ? SessionStreamListener.ended(name, name, home) : new SessionStreamListener(name, name, home);
    }

    private SessionStreamListeners listeners(String name) {
        return ended ? SessionStreamListeners.ended(name, home) : new SessionStreamListeners(name, home);
    }

    @Override
    public synchronized Collection<SessionStreamListener> all() {
        Stream<SessionStreamListener> opened = several.values().stream().flatMap(listeners -> listeners.all().stream());
        return Stream.concat(one.values().stream(), opened).toList();
    }

    /**
     * The session ended.
     *
     * @return those that have to end
     */
    synchronized Collection<SessionStreamListener> end() {
        List<SessionStreamListener> last = List.copyOf(all());
        several.values().forEach(SessionStreamListeners::end);
        ended = true;
        return last;
    }

    private synchronized void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
    }
}
