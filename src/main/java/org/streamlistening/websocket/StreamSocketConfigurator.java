package org.streamlistening.websocket;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.session.SocketHandshake;
import org.streamlistening.internal.session.SocketOwner;
import org.streamlistening.internal.socket.Origins;

/**
 * Makes the connections of an endpoint {@linkplain StreamSocket stream sockets}.
 *
 * <pre>{@code
 * @ServerEndpoint(value = "/answers", configurator = StreamSocketConfigurator.class)
 * }</pre>
 *
 * <p><strong>Session.</strong> Only the handshake knows the HTTP session. It keeps the session, its beans, the caller
 * and the caller's context for the socket. A handshake without an HTTP session, or with a new one that the browser does
 * not know yet, succeeds. Its socket is closed with 1008 and the reason {@code no session} when it calls {@link
 * StreamSocket#follow}, because no end of a session would close it. (A browser gets no reason for a rejected
 * handshake.)
 *
 * <p><strong>Origin.</strong> Browsers send the user's cookies with handshakes of every page, including hostile ones.
 * The server rejects a handshake, usually with 403, whose {@code Origin} is neither the requested host nor listed in
 * {@code durable-streams.websocket.origins} (exact origins such as {@code https://app.example.org}, separated by
 * commas; default: none). A handshake without {@code Origin} comes from no browser, and is accepted. A proxy must pass
 * {@code Host} on, or the key must list the public origin.
 *
 * <p><strong>User properties.</strong> The handshake reaches its connection in the user properties of the endpoint's
 * configuration, of which Jakarta WebSocket 2.1 gives each handshake and its connection a copy. If a server or a
 * configuration class shares one map among connections, both connections of two concurrent handshakes would get the
 * session of the second. This is detected, and neither connection follows a stream (DS-031).
 *
 * <p>A subclass that overrides {@link #modifyHandshake} or {@link #checkOrigin} must call the overridden method.
 * Thread-safe; one instance serves all connections of an endpoint. CDI must know the request of a handshake, as on all
 * Jakarta EE servers.
 *
 * @since 0.1
 */
public class StreamSocketConfigurator extends ServerEndpointConfig.Configurator {

    /** For the server. */
    public StreamSocketConfigurator() {}

    /**
     * Keeps the session and the caller for the socket. The server calls it on the thread of the handshake's request.
     *
     * @throws IllegalStateException if the server shares the user properties among connections (DS-031)
     */
    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        // Not by HandshakeRequest.getHttpSession: it creates a session on Open Liberty.
        SocketOwner owner = SocketHandshake.owner(request.getUserPrincipal()).orElse(null);
        new Handshake(owner).putInto(config);
    }

    /**
     * Whether a page of this origin may open a socket. The server calls it on the thread of the handshake's request.
     */
    @Override
    public boolean checkOrigin(@Nullable String originHeaderValue) {
        HttpServletRequest request = SocketHandshake.request();
        return new Origins(SocketHandshake.otherOrigins())
                .allow(originHeaderValue, request.getHeader("Host"), request.isSecure());
    }
}
