package org.streamlistening.internal.cdi;

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
import org.streamlistening.internal.handover.Handover;
import org.streamlistening.internal.listen.Saved;
import org.streamlistening.internal.listen.SessionListener;
import org.streamlistening.internal.listen.StreamKey;

/**
 * The session-scoped bean behind {@link StreamListener}. Only name, key and {@link Saved} are serialised: where it wakes
 * up, it goes on by itself in the next request of its session.
 */
final class SessionStreamListener implements StreamListener, Serializable {

    private static final long serialVersionUID = 1;

    private static final int KEY_BYTES = 16;

    private final String qualifier;
    private final String name;
    private final String sessionKey;

    // Guarded by this.
    private Saved saved = Saved.NOTHING;

    /** What is serialised instead, until the next note: what it let go of last may be in no bean that was written. */
    private transient @Nullable Saved noted;

    private transient @Nullable Attachment attached;
    private transient @Nullable Holding holding;

    /** Made on this server and never elsewhere since; not where it wakes up. */
    private transient boolean born = true;

    private transient boolean ended;

    /**
     * @param qualifier the name that its observers select it by
     * @param name its own
     */
    SessionStreamListener(String qualifier, String name) {
        this.qualifier = qualifier;
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
        attached().listen(qualifier, name, streamId, options);
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
        boolean concerned;
        synchronized (this) {
            concerned = attached != null || saved.listening();
        }
        if (concerned) {
            Attachment now = attached();
            now.session().refresh(beans);
            now.listener().note();
        }
    }

    /** The session may be serialised from now on: see {@link SessionListener#saveNoted}. */
    void note() {
        Attachment now;
        synchronized (this) {
            now = attached;
            noted = null;
        }
        if (now != null) {
            now.listener().note();
        }
    }

    /** The session ended. */
    void end() {
        Attachment last;
        Holding had;
        synchronized (this) {
            last = attached;
            had = holding;
            attached = null;
            holding = null;
            ended = true;
        }
        if (last != null) {
            if (had != null) {
                had.end();
            }
            last.release(this);
        }
    }

    /** Goes on with what was serialised, if this is the first thing that is asked of it since. */
    private Attachment attached() {
        Attachment now;
        Saved before = Saved.NOTHING;
        Holding claiming = null;
        synchronized (this) {
            if (ended) {
                throw new IllegalStateException("DS-023: the session of this listener has ended");
            }
            if (attached == null) {
                before = saved;
                attached = Attachment.of(this, qualifier, saved);
                claiming = hold(attached);
            }
            now = attached;
        }
        // Outside of the monitor: observers are told, and may call this listener from other threads.
        StreamKey key = before.key();
        boolean goesOn = before.listening() && key != null && now.mayGoOn(name, key);
        if (claiming != null) {
            claiming.claim(goesOn);
        } else if (goesOn) {
            now.listener().wake();
        }
        return now;
    }

    /** What has to be claimed, since another server may still have this listener; null if none can. */
    private @Nullable Holding hold(Attachment made) {
        Handover handover = made.handover().orElse(null);
        if (handover == null) {
            return null;
        }
        Holding held = new Holding(this, made, handover);
        holding = held;
        if (born) {
            held.own();
            return null;
        }
        made.listener().hold();
        return held;
    }

    /** Not here any more; the next request here goes on with this. */
    void detach(Attachment last, Saved latest) {
        synchronized (this) {
            if (last.equals(attached)) {
                noted = last.listener().saveNoted();
                attached = null;
                holding = null;
                born = false;
                saved = latest;
            }
        }
        last.release(this);
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        synchronized (this) {
            Saved latest = saved;
            Saved instead = attached != null ? attached.listener().saveNoted() : noted;
            saved = instead != null ? instead : latest;
            try {
                out.defaultWriteObject();
            } finally {
                saved = latest;
            }
        }
    }
}
