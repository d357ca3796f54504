package org.streamlistening.internal.session.listener;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import org.streamlistening.internal.session.ListenerBean;

/** The session-scoped bean behind {@link ListenerHolder.Undeclared}. For any thread. */
public final class NamedHolders implements ListenerHolder.Undeclared, Serializable {

    private static final long serialVersionUID = 1;

    /** The key of its session's {@link org.streamlistening.internal.session.SessionMark}. */
    private final String markKey;

    // Guarded by this.
    private final HashMap<String, ListenerHolder.One> one = new HashMap<>();
    private final HashMap<String, ListenerHolder.Several> several = new HashMap<>();
    private transient boolean ended;

    /** @param ended whether the session has ended already */
    public NamedHolders(String markKey, boolean ended) {
        this.markKey = markKey;
        this.ended = ended;
    }

    @Override
    public synchronized <T extends ListenerHolder> T get(Class<T> type, String name) {
        return type.cast(
                type == ListenerHolder.One.class
                        ? one.computeIfAbsent(
                                name, same -> InjectedListeners.make(ListenerHolder.One.class, same, markKey, ended))
                        : several.computeIfAbsent(
                                name,
                                same -> InjectedListeners.make(ListenerHolder.Several.class, same, markKey, ended)));
    }

    @Override
    public synchronized Collection<ListenerBean> all() {
        return Stream.concat(one.values().stream(), several.values().stream())
                .<ListenerBean>flatMap(kept -> kept.all().stream())
                .toList();
    }

    @Override
    public synchronized Collection<ListenerBean> seal() {
        List<ListenerBean> last = List.copyOf(all());
        several.values().forEach(ListenerHolder::seal);
        ended = true;
        return last;
    }

    private synchronized void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
    }
}
