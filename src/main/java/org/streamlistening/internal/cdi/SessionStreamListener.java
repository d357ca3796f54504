package org.streamlistening.internal.cdi;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.ListenOptions;
import org.streamlistening.Offset;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamStatus;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.listen.Saved;
import org.streamlistening.internal.listen.SavedCodec;
import org.streamlistening.internal.listen.SessionListener;
import org.streamlistening.internal.listen.StreamKey;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.ownership.Handover;

/**
 * The session-scoped bean behind {@link StreamListener}. Only name, key and {@link Saved} are serialised: where it wakes
 * up, it goes on by itself in the next request of its session.
 *
 * <p>Bytes that an older version wrote hold the object {@link Saved}; since then they hold the {@code snapshot}, which
 * names no class. The names of the serialised fields must stay.
 */
final class SessionStreamListener implements KeptListener, Serializable {

    private static final long serialVersionUID = 1;

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final int KEY_BYTES = 16;

    private final String qualifier;
    private final String name;
    private final String sessionKey;

    /** The mark of its session. */
    private final String home;

    // Guarded by this. Serialised by older versions only.
    private Saved saved = Saved.NOTHING;

    /** What {@link SavedCodec} makes of {@code saved}; null but while this is deserialised. */
    private byte @Nullable [] snapshot;

    /** What is serialised instead, until the next note: what it let go of last may be in no bean that was written. */
    private transient @Nullable Saved noted;

    private transient @Nullable AttachedListener attached;
    private transient @Nullable OwnershipClaim claim;

    /** Made on this server and never elsewhere since; not where it wakes up. */
    private transient boolean born = true;

    private transient boolean ended;

    /** What it was in this application when it ended; null unless it was in one. */
    private transient @Nullable SessionListener last;

    /** What was serialised has been gone on with, if it was to be. */
    private transient boolean awake;

    /**
     * @param qualifier the name that its observers select it by
     * @param name its own
     * @param home the mark of its session
     */
    SessionStreamListener(String qualifier, String name, String home) {
        this.qualifier = qualifier;
        this.name = name;
        this.home = home;
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        this.sessionKey = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** One of a session that has ended: it can be read, and follows nothing. */
    static SessionStreamListener ended(String qualifier, String name, String home) {
        SessionStreamListener made = new SessionStreamListener(qualifier, name, home);
        made.end();
        return made;
    }

    @Override
    public void listen(String streamId) {
        listen(streamId, ListenOptions.defaults());
    }

    @Override
    public void listen(String streamId, ListenOptions options) {
        atHome().orElseThrow(SessionStreamListener::ended).listen(qualifier, name, streamId, options);
        // It may have ended while the application was asked whether it may listen.
        refuseEnded();
    }

    @Override
    public void stop() {
        atHome().ifPresent(now -> now.listener().stop());
    }

    @Override
    public void reset() {
        atHome().ifPresent(now -> now.listener().reset());
    }

    @Override
    public StreamStatus getStatus() {
        return here().map(SessionListener::status).orElseGet(() -> asleep().status());
    }

    @Override
    public @Nullable String getStreamId() {
        SessionListener here = here().orElse(null);
        return here == null ? asleep().streamId() : here.streamId();
    }

    @Override
    public Offset getOffset() {
        return here().map(SessionListener::offset).orElseGet(() -> asleep().offset());
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
            attachedUnlessEnded().ifPresent(now -> {
                now.session().refresh(beans);
                now.listener().checkpoint();
            });
        }
    }

    /** The session may be serialised from now on: see {@link SessionListener#serializedSnapshot}. */
    void note() {
        AttachedListener now;
        synchronized (this) {
            now = attached;
            noted = null;
        }
        if (now != null) {
            now.listener().checkpoint();
        }
    }

    @Override
    public Collection<SessionStreamListener> all() {
        return List.of(this);
    }

    String home() {
        return home;
    }

    /**
     * The session ended, or the listener was closed: nothing more is read or told, except that an observer may be under
     * way.
     *
     * @return what may be awaited
     */
    Optional<SessionListener> end() {
        AttachedListener had;
        OwnershipClaim held;
        synchronized (this) {
            had = attached;
            held = claim;
            attached = null;
            claim = null;
            ended = true;
            last = had == null ? last : had.listener();
        }
        if (held != null) {
            held.end();
        }
        if (had == null) {
            return Optional.empty();
        }
        had.release(this);
        return Optional.of(had.listener());
    }

    private synchronized void refuseEnded() {
        if (ended) {
            throw ended();
        }
    }

    static IllegalStateException ended() {
        return new IllegalStateException(NumberedMessage.SESSION_ENDED.text());
    }

    /** For what observers are told of on the calling thread; empty after the end. */
    private Optional<AttachedListener> atHome() {
        Optional<AttachedListener> now = attachedUnlessEnded();
        now.ifPresent(attachedListener -> attachedListener.refuseOthers(home, name));
        return now;
    }

    /** What it is in this application, or after the end was there last; empty if it ended without having been in it. */
    private Optional<SessionListener> here() {
        return attachedUnlessEnded().map(AttachedListener::listener).or(() -> Optional.ofNullable(last()));
    }

    private synchronized @Nullable SessionListener last() {
        return last;
    }

    private synchronized Saved asleep() {
        return saved;
    }

    /** Goes on with what was serialised, in the first request of its session that asks anything of it since. */
    private Optional<AttachedListener> attachedUnlessEnded() {
        AttachedListener now;
        boolean wakes = false;
        StreamKey asleep = null;
        OwnershipClaim claiming = null;
        synchronized (this) {
            if (ended) {
                return Optional.empty();
            }
            if (attached == null) {
                attached = AttachedListener.of(this, qualifier, saved);
                claim = hold(attached);
            }
            now = attached;
            if (!awake && (!saved.listening() || now.isRequestOf(home))) {
                awake = true;
                wakes = true;
                asleep = saved.listening() ? saved.key() : null;
                claiming = born ? null : claim;
            }
        }
        // Outside of the monitor: observers are told, and may call this listener from other threads.
        if (wakes) {
            boolean goesOn = asleep != null && now.mayGoOn(name, asleep);
            if (claiming != null) {
                claiming.claim(goesOn);
            } else if (goesOn) {
                now.listener().resume();
            }
        }
        return Optional.of(now);
    }

    /** What is here now; unless it was made here, it has to be claimed, since another server may still have it. */
    private @Nullable OwnershipClaim hold(AttachedListener made) {
        Handover handover = made.handover().orElse(null);
        if (handover == null) {
            return null;
        }
        OwnershipClaim held = new OwnershipClaim(this, made, handover);
        if (born) {
            held.own();
        } else {
            made.listener().block();
        }
        return held;
    }

    /** Not here any more; the next request here goes on with this. */
    void detach(AttachedListener last, Saved latest) {
        synchronized (this) {
            if (last.equals(attached)) {
                noted = last.listener().serializedSnapshot();
                attached = null;
                claim = null;
                born = false;
                awake = false;
                saved = latest;
            }
        }
        last.release(this);
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        ObjectOutputStream.PutField fields = out.putFields();
        fields.put("qualifier", qualifier);
        fields.put("name", name);
        fields.put("sessionKey", sessionKey);
        fields.put("home", home);
        fields.put("snapshot", SavedCodec.encode(toWrite()));
        out.writeFields();
    }

    private synchronized Saved toWrite() {
        Saved instead = attached != null ? attached.listener().serializedSnapshot() : noted;
        return instead != null ? instead : saved;
    }

    /** Bytes that cannot be understood cost this listener its position, never the session. */
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        if (snapshot != null) {
            SavedCodec.Decoded decoded = SavedCodec.decode(snapshot);
            saved = decoded.saved();
            snapshot = null;
            if (!decoded.complete()) {
                LOG.log(System.Logger.Level.WARNING, NumberedMessage.INCOMPLETE_SNAPSHOT.text(FailureLog.listenerNamed(name)));
            }
        }
        if (saved == null) {
            saved = Saved.NOTHING;
        }
    }
}
