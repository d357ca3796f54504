package org.streamlistening.websocket;

import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.session.SocketOwner;
import org.streamlistening.internal.messages.NumberedMessage;

/**
 * What one handshake knows of its request, on its way to the connection that comes of it: in the user properties, of
 * which each connection has a copy (Jakarta WebSocket 2.1, section on handshake modification).
 *
 * <p>Where a server shares them after all, two handshakes at once would exchange their sessions. So a handshake belongs
 * to the first connection that takes it, and one that finds another before it makes both worthless.
 */
final class Handshake {

    private static final String KEY = Handshake.class.getName();

    private final @Nullable SocketOwner owner;
    private final AtomicReference<@Nullable StreamSocket> socket = new AtomicReference<>();
    private volatile boolean worthless;

    /** @param owner null if there is no HTTP session */
    Handshake(@Nullable SocketOwner owner) {
        this.owner = owner;
    }

    /** @throws IllegalStateException if this server does not give each connection properties of its own */
    void leaveIn(ServerEndpointConfig config) {
        Object before = config.getUserProperties().putIfAbsent(KEY, this);
        if (before != null) {
            if (before instanceof Handshake other) {
                other.worthless = true;
            }
            throw shared();
        }
    }

    /** @throws IllegalStateException if the endpoint has no {@link StreamSocketConfigurator}, or as above */
    static StreamSocket socket(Session session) {
        if (!(session.getUserProperties().get(KEY) instanceof Handshake mine)) {
            throw new IllegalStateException(NumberedMessage.NO_CONFIGURATOR.text());
        }
        return mine.of(session);
    }

    private StreamSocket of(Session session) {
        socket.compareAndSet(null, new StreamSocket(this, session));
        StreamSocket taken = Optional.ofNullable(socket.get()).orElseThrow();
        if (worthless || !taken.session().getId().equals(session.getId())) {
            worthless = true;
            throw shared();
        }
        return taken;
    }

    @Nullable
    SocketOwner owner() {
        return owner;
    }

    private static IllegalStateException shared() {
        return new IllegalStateException(NumberedMessage.SHARED_USER_PROPERTIES.text());
    }
}
