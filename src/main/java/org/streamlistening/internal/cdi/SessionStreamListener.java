package org.streamlistening.internal.cdi;

import jakarta.enterprise.inject.spi.CDI;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.streamlistening.ListenOptions;
import org.streamlistening.Offset;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamStatus;
import org.streamlistening.internal.listen.Saved;
import org.streamlistening.internal.listen.SessionListener;
import org.streamlistening.internal.listen.StreamKey;

/**
 * The session-scoped bean behind {@link StreamListener}. Only name, key and {@link Saved} are serialised: where it wakes
 * up, it goes on by itself at the end of the next request of its session.
 */
final class SessionStreamListener implements StreamListener, Serializable {

    private static final long serialVersionUID = 1;

    private static final int KEY_BYTES = 16;

    private final String name;
    private final String sessionKey;

    // Guarded by this.
    private Saved saved = Saved.NOTHING;
    private transient @Nullable Attached attached;
    private transient boolean ended;

    /** What a listener has only while it is in a running application. */
    private record Attached(Wiring wiring, ListeningSession session, SessionListener listener) {}

    SessionStreamListener(String name) {
        this.name = name;
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        this.sessionKey = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    @Override
    public void listen(String streamId) {
        listen(streamId, ListenOptions.defaults());
    }

    @Override
    public void listen(String streamId, ListenOptions options) {
        Attached now = attached();
        StreamKey key = now.wiring().settings().key(name, streamId, options);
        now.wiring().client();
        now.wiring().noteCaller(now.session());
        now.listener().listen(key, options.from());
    }

    @Override
    public void stop() {
        attached().listener().stop();
    }

    @Override
    public void reset() {
        attached().listener().reset();
    }

    @Override
    public StreamStatus getStatus() {
        return attached().listener().status();
    }

    @Override
    public @Nullable String getStreamId() {
        return attached().listener().streamId();
    }

    @Override
    public Offset getOffset() {
        return attached().listener().offset();
    }

    @Override
    public boolean isListening() {
        return getStatus().isListening();
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String getSessionKey() {
        return sessionKey;
    }

    /** A request of this session ended. A listener that was listening before its session was passivated goes on. */
    void refresh(SessionBeans beans) {
        Saved before;
        synchronized (this) {
            if (attached != null) {
                attached.session().refresh(beans);
                return;
            }
            before = saved;
        }
        if (before.listening() && before.key() != null) {
            Attached now = attached();
            now.wiring().noteCaller(now.session());
            now.listener().listen(before.key(), null);
        }
    }

    /** The session ended. */
    void end() {
        Attached last;
        synchronized (this) {
            last = attached;
            attached = null;
            ended = true;
        }
        if (last != null) {
            last.wiring().detach(last.listener());
            last.session().release();
        }
    }

    private synchronized Attached attached() {
        if (ended) {
            throw new IllegalStateException("DS-023: the session of this listener has ended");
        }
        if (attached == null) {
            Wiring wiring = CDI.current()
                    .getBeanManager()
                    .getExtension(DurableStreamsExtension.class)
                    .wiring();
            ListeningSession session = wiring.session();
            attached = new Attached(wiring, session, wiring.attach(name, sessionKey, saved, session));
        }
        return attached;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        synchronized (this) {
            if (attached != null) {
                saved = attached.listener().save();
            }
            out.defaultWriteObject();
        }
    }
}
