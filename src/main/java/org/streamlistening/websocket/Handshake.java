package org.streamlistening.websocket;

import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.session.SocketOwner;

/**
 * The HTTP session and caller of one handshake. The handshake puts it into the user properties of the endpoint, of
 * which each connection gets a copy (Jakarta WebSocket 2.1, handshake modification), and its connection takes it from
 * there.
 *
 * <p>If a server shares the user properties, two concurrent handshakes exchange their sessions. Therefore a handshake
 * belongs to the first connection that takes it, and a handshake that finds another one makes both invalid.
 */
final class Handshake {

    private static final String KEY = Handshake.class.getName();

    private final @Nullable SocketOwner owner;
    private final AtomicReference<@Nullable StreamSocket> socket = new AtomicReference<>();
    private volatile boolean invalid;

    /** @param owner null if there is no HTTP session */
    Handshake(@Nullable SocketOwner owner) {
        this.owner = owner;
    }

    /** @throws IllegalStateException if the server shares the user properties among connections (DS-031) */
    void putInto(ServerEndpointConfig config) {
        Object before = config.getUserProperties().putIfAbsent(KEY, this);
        if (before != null) {
            if (before instanceof Handshake other) {
                other.invalid = true;
            }
            throw sharedProperties();
        }
    }

    /** @throws IllegalStateException if the endpoint has no {@link StreamSocketConfigurator} (DS-030), or for DS-031 */
    static StreamSocket socket(Session session) {
        if (!(session.getUserProperties().get(KEY) instanceof Handshake mine)) {
            throw new IllegalStateException(NumberedMessage.NO_CONFIGURATOR.text());
        }
        return mine.of(session);
    }

    private StreamSocket of(Session session) {
        socket.compareAndSet(null, new StreamSocket(this, session));
        StreamSocket first = Optional.ofNullable(socket.get()).orElseThrow();
        if (invalid || !first.session().getId().equals(session.getId())) {
            invalid = true;
            throw sharedProperties();
        }
        return first;
    }

    @Nullable
    SocketOwner owner() {
        return owner;
    }

    private static IllegalStateException sharedProperties() {
        return new IllegalStateException(NumberedMessage.SHARED_USER_PROPERTIES.text());
    }
}
