package org.streamlistening.internal.cdi;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.ListenOptions;
import org.streamlistening.Offset;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamStatus;
import org.streamlistening.internal.handover.Handover;
import org.streamlistening.internal.listen.Progress;
import org.streamlistening.internal.listen.Saved;
import org.streamlistening.internal.listen.SessionListener;
import org.streamlistening.internal.listen.StreamKey;

/**
 * The session-scoped bean behind {@link StreamListener}. Only name, key and {@link Saved} are serialised: where it wakes
 * up, it goes on by itself in the next request of its session.
 */
final class SessionStreamListener implements StreamListener, Handover.Owner, Serializable {

    private static final long serialVersionUID = 1;

    private static final int KEY_BYTES = 16;

    private final String qualifier;
    private final String name;
    private final String sessionKey;

    /** The mark of its session. */
    private final String home;

    // Guarded by this.
    private Saved saved = Saved.NOTHING;
    private long epoch = 1;
    private transient @Nullable Attachment attached;
    private transient boolean ended;

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

    @Override
    public void listen(String streamId) {
        listen(streamId, ListenOptions.defaults());
    }

    @Override
    public void listen(String streamId, ListenOptions options) {
        atHome().listen(qualifier, name, streamId, options);
    }

    @Override
    public void stop() {
        atHome().listener().stop();
    }

    @Override
    public void reset() {
        atHome().listener().reset();
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
            attachedUnlessEnded().ifPresent(now -> {
                now.session().refresh(beans);
                now.listener().note();
            });
        }
    }

    /** The session may be serialised from now on: see {@link SessionListener#saveNoted}. */
    void note() {
        Attachment now;
        synchronized (this) {
            now = attached;
        }
        if (now != null) {
            now.listener().note();
        }
    }

    /** Of a session that was passivated, or moved here, while it listened. */
    private void goOn(Attachment now) {
        Optional<Handover> handover = now.handover();
        if (handover.isPresent()) {
            handover.get().claim(sessionKey, nextEpoch(), new Claim(now, handover.get()));
        } else {
            now.listener().wake();
        }
    }

    private synchronized long nextEpoch() {
        epoch++;
        return epoch;
    }

    /** On this server, for a listener that another one may still have. */
    private final class Claim implements Handover.Claimant {

        private final Attachment claimed;
        private final Handover handover;

        Claim(Attachment claimed, Handover handover) {
            this.claimed = claimed;
            this.handover = handover;
        }

        /** Not from where the other one was: what it delivered last is in its own copy of the beans, not in this one. */
        @Override
        public void won(Optional<Progress> place) {
            handover.own(sessionKey, SessionStreamListener.this);
            claimed.wakeLater();
        }

        /** The next request here claims it again. */
        @Override
        public void lost() {
            detach(claimed, claimed.listener().save());
        }
    }

    /** Another server claims this listener: its session went there. If it comes back, it goes on from here again. */
    @Override
    public Optional<Progress> letGo(long claimed) {
        Attachment last;
        synchronized (this) {
            if (attached == null || claimed <= epoch) {
                return Optional.empty();
            }
            epoch = claimed;
            last = attached;
        }
        // Outside of the monitor: it waits for an observer, which may want to know the status.
        Saved latest = last.listener().letGo();
        detach(last, latest);
        return Optional.of(latest.place());
    }

    private void detach(Attachment last, Saved latest) {
        synchronized (this) {
            if (last.equals(attached)) {
                attached = null;
                awake = false;
                saved = latest;
            }
        }
        last.release(this);
    }

    /** The session ended. */
    void end() {
        Attachment last;
        synchronized (this) {
            last = attached;
            attached = null;
            ended = true;
        }
        if (last != null) {
            last.handover().ifPresent(handover -> handover.disown(sessionKey, this));
            last.release(this);
        }
    }

    /** For what observers are told of on the calling thread. */
    private Attachment atHome() {
        Attachment now = attached();
        now.refuseOthers(home, name);
        return now;
    }

    private Attachment attached() {
        return attachedUnlessEnded()
                .orElseThrow(() -> new IllegalStateException("DS-023: the session of this listener has ended"));
    }

    /** Goes on with what was serialised, in the first request of its session that asks anything of it since. */
    private Optional<Attachment> attachedUnlessEnded() {
        Attachment now;
        StreamKey asleep = null;
        synchronized (this) {
            if (ended) {
                return Optional.empty();
            }
            if (attached == null) {
                attached = attach();
                awake = !saved.listening();
            }
            now = attached;
            if (!awake && now.isRequestOf(home)) {
                awake = true;
                asleep = saved.key();
            }
        }
        // Outside of the monitor: observers are told, and may call this listener from other threads.
        if (asleep != null && now.mayGoOn(name, asleep)) {
            goOn(now);
        }
        return Optional.of(now);
    }

    private Attachment attach() {
        Attachment made = Attachment.of(this, qualifier, saved);
        if (!saved.listening()) {
            made.handover().ifPresent(handover -> handover.own(sessionKey, this));
        }
        return made;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        synchronized (this) {
            if (attached != null) {
                saved = attached.listener().saveNoted();
            }
            out.defaultWriteObject();
        }
    }
}
