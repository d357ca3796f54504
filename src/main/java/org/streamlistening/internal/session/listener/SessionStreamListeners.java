package org.streamlistening.internal.session.listener;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListeners;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.session.AttachedListeners;
import org.streamlistening.internal.session.RunningApplications;

/** The session-scoped bean behind {@link StreamListeners}. */
final class SessionStreamListeners implements ListenerHolder.Several, Serializable {

    private static final long serialVersionUID = 1;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final String qualifier;

    /** The key of the mark of their session. The serialised form has this field name. */
    private final String home;

    // Guarded by this.
    private final HashMap<String, SessionStreamListener> listeners = new HashMap<>();
    private transient boolean ended;

    SessionStreamListeners(String qualifier, String markKey) {
        this.qualifier = qualifier;
        this.home = markKey;
    }

    @Override
    public synchronized StreamListener open(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the name of a listener has 1 to 64 letters, digits, dots, hyphens and underscores");
        }
        if (ended) {
            throw SessionStreamListener.sessionEnded();
        }
        SessionStreamListener known = listeners.get(name);
        if (known == null) {
            rejectTooMany();
            known = new SessionStreamListener(qualifier, qualifier + "/" + name, home);
            listeners.put(name, known);
        }
        return known;
    }

    private void rejectTooMany() {
        int max = RunningApplications.current()
                .sessions()
                .runtime()
                .settings()
                .listeners()
                .maxListeners();
        if (listeners.size() >= max) {
            throw new IllegalStateException(NumberedMessage.TOO_MANY_LISTENERS.text(max, qualifier));
        }
    }

    @Override
    public synchronized Optional<StreamListener> find(String name) {
        return Optional.ofNullable(listeners.get(name));
    }

    @Override
    public synchronized Set<String> names() {
        return Set.copyOf(listeners.keySet());
    }

    @Override
    public boolean close(String name) {
        SessionStreamListener closed;
        synchronized (this) {
            closed = listeners.remove(name);
        }
        if (closed == null) {
            return false;
        }
        // Outside of the monitor: a running observer may open or find a listener.
        closed.stop();
        AttachedListeners.end(closed.all());
        return true;
    }

    @Override
    public synchronized Collection<SessionStreamListener> all() {
        return List.copyOf(listeners.values());
    }

    @Override
    public synchronized Collection<SessionStreamListener> seal() {
        Collection<SessionStreamListener> last = all();
        ended = true;
        return last;
    }

    private synchronized void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
    }
}
