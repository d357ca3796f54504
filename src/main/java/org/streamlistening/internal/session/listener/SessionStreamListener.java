package org.streamlistening.internal.session.listener;

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
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.listen.ListenerSnapshot;
import org.streamlistening.internal.listen.ListenerStateMachine;
import org.streamlistening.internal.listen.SnapshotCodec;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.session.ListenerBean;
import org.streamlistening.internal.session.SessionBeans;
import org.streamlistening.internal.session.listener.ListenerPhase.Detached;

/**
 * The session-scoped bean behind {@link StreamListener}. Its serialised form has its names and a snapshot that
 * {@link SnapshotCodec} encodes. A deserialised listener continues in the next request of its session.
 */
final class SessionStreamListener implements ListenerBean, ListenerHolder.One, Serializable {

    private static final long serialVersionUID = 1;

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final int KEY_BYTES = 16;

    private final String qualifier;
    private final String name;
    private final String sessionKey;

    /** The key of the mark of its session. The serialised form has this field name. */
    private final String home;

    /** The encoded {@link ListenerSnapshot}. Null except in the serialised form. */
    private byte @Nullable [] snapshot;

    private transient ListenerLifecycle life;

    /**
     * @param qualifier the name that its observers select it by
     * @param name its own name
     * @param markKey the key of its session's {@link org.streamlistening.internal.session.SessionMark}
     */
    SessionStreamListener(String qualifier, String name, String markKey) {
        this.qualifier = qualifier;
        this.name = name;
        this.home = markKey;
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        this.sessionKey = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        this.life = new ListenerLifecycle(this, qualifier, new Detached(ListenerSnapshot.NOTHING, null, true));
    }

    @Override
    public void listen(String streamId) {
        listen(streamId, ListenOptions.defaults());
    }

    @Override
    public void listen(String streamId, ListenOptions options) {
        life.forCall().orElseThrow(SessionStreamListener::sessionEnded).listen(qualifier, name, streamId, options);
        // It may have ended while the application decided whether it may listen.
        if (life.hasEnded()) {
            throw sessionEnded();
        }
    }

    @Override
    public void stop() {
        life.forCall().ifPresent(attached -> attached.listener().stop());
    }

    @Override
    public void reset() {
        life.forCall().ifPresent(attached -> attached.listener().reset());
    }

    @Override
    public StreamStatus getStatus() {
        return life.attachForReading()
                .map(ListenerStateMachine::status)
                .orElseGet(() -> life.lastSnapshot().status());
    }

    @Override
    public @Nullable String getStreamId() {
        ListenerStateMachine listener = life.attachForReading().orElse(null);
        return listener == null ? life.lastSnapshot().streamId() : listener.streamId();
    }

    @Override
    public Offset getOffset() {
        return life.attachForReading()
                .map(ListenerStateMachine::offset)
                .orElseGet(() -> life.lastSnapshot().offset());
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

    @Override
    public Collection<SessionStreamListener> all() {
        return List.of(this);
    }

    @Override
    public Collection<SessionStreamListener> seal() {
        return all();
    }

    @Override
    public String markKey() {
        return home;
    }

    @Override
    public StreamPosition deliveringPosition() {
        return life.attachForReading()
                .map(ListenerStateMachine::deliveringPosition)
                .orElseGet(() -> life.lastSnapshot().position());
    }

    @Override
    public void requestBegins() {
        life.requestBegins();
    }

    @Override
    public void requestEnds(SessionBeans beans) {
        life.requestEnds(beans);
    }

    @Override
    public void handedOver(ListenerStateMachine released, ListenerSnapshot latest) {
        life.handedOver(released, latest);
    }

    @Override
    public Optional<ListenerStateMachine> end() {
        return life.end();
    }

    static IllegalStateException sessionEnded() {
        return new IllegalStateException(NumberedMessage.SESSION_ENDED.text());
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        ObjectOutputStream.PutField fields = out.putFields();
        fields.put("qualifier", qualifier);
        fields.put("name", name);
        fields.put("sessionKey", sessionKey);
        fields.put("home", home);
        fields.put("snapshot", SnapshotCodec.encode(life.toSerialise()));
        out.writeFields();
    }

    /** Bytes that cannot be decoded cost this listener its position, never the session. */
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        ListenerSnapshot initial = ListenerSnapshot.NOTHING;
        if (snapshot != null) {
            SnapshotCodec.Decoded decoded = SnapshotCodec.decode(snapshot);
            initial = decoded.snapshot();
            snapshot = null;
            if (!decoded.complete()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        NumberedMessage.INCOMPLETE_SNAPSHOT.text(FailureLog.listenerNamed(name)));
            }
        }
        life = new ListenerLifecycle(this, qualifier, new Detached(initial, null, false));
    }
}
