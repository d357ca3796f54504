package org.streamlistening.internal.session.listener;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import org.streamlistening.internal.session.ListenerBean;

/** The session-scoped bean behind {@link KeptInSession.ByName}. For any thread. */
public final class SessionKeptByName implements KeptInSession.ByName, Serializable {

    private static final long serialVersionUID = 1;

    /** The key of its session's {@link org.streamlistening.internal.session.SessionMark}. */
    private final String home;

    // Guarded by this.
    private final HashMap<String, KeptInSession.One> one = new HashMap<>();
    private final HashMap<String, KeptInSession.Several> several = new HashMap<>();
    private transient boolean ended;

    /** @param ended whether the session has ended already */
    public SessionKeptByName(String home, boolean ended) {
        this.home = home;
        this.ended = ended;
    }

    @Override
    public synchronized <T extends KeptInSession> T kept(Class<T> type, String name) {
        return type.cast(
                type == KeptInSession.One.class
                        ? one.computeIfAbsent(name, same -> KeptBeans.make(KeptInSession.One.class, same, home, ended))
                        : several.computeIfAbsent(
                                name, same -> KeptBeans.make(KeptInSession.Several.class, same, home, ended)));
    }

    @Override
    public synchronized Collection<ListenerBean> all() {
        return Stream.concat(one.values().stream(), several.values().stream())
                .<ListenerBean>flatMap(kept -> kept.all().stream())
                .toList();
    }

    @Override
    public synchronized Collection<ListenerBean> closeAll() {
        List<ListenerBean> last = List.copyOf(all());
        several.values().forEach(KeptInSession::closeAll);
        ended = true;
        return last;
    }

    private synchronized void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
    }
}
