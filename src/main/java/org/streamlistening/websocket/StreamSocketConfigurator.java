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
 * Lets the connections of an endpoint be {@linkplain StreamSocket stream sockets}:
 * {@code @ServerEndpoint(value = "/answers", configurator = StreamSocketConfigurator.class)}.
 *
 * <p>The HTTP session is known during the handshake and not after it, so the handshake takes along what the socket needs:
 * the session, its beans, the caller and the caller's context. A handshake without an HTTP session, or with one that
 * the browser does not know yet, succeeds, and its
 * socket is closed with 1008 and the reason {@code no session} as soon as it wants to follow a stream: it would have no
 * owner, and nothing would end it; a refused handshake, on the other hand, tells a browser nothing.
 *
 * <p><strong>Origin.</strong> Browsers send a user's cookies with the handshakes of any page, also of a hostile one. A
 * handshake whose {@code Origin} is neither the host that the request asks for nor in
 * {@code durable-streams.websocket.origins} (exact origins such as {@code https://app.example.org}, separated by commas;
 * none by default) is refused by the server, with 403 or what else it has for that. A handshake without {@code Origin}
 * comes from no browser, and is let in. Behind a proxy, have it pass {@code Host} on, or name the public origin there.
 *
 * <p><strong>How the handshake gets to its connection.</strong> In the user properties of the endpoint's configuration,
 * of which Jakarta WebSocket 2.1 gives each handshake, and the session that comes of it, a copy. Before 2.1 some servers
 * shared one map among all connections of an endpoint, so that of two handshakes at once both connections would have got
 * the session of the second. A configuration class of one's own may still do so. That is noticed, and no such connection
 * follows anything: DS-031.
 *
 * <p>Subclasses that override {@link #modifyHandshake} or {@link #checkOrigin} call this one's. Thread-safe; one instance
 * serves all connections of an endpoint. Needs CDI to know the request of a handshake, as all Jakarta EE servers have it.
 */
public class StreamSocketConfigurator extends ServerEndpointConfig.Configurator {

    /** Called by the server. */
    public StreamSocketConfigurator() {}

    /** Takes along what the socket needs; called on the thread of the handshake's request. */
    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        // Which looks for the session itself: asking the handshake request for it makes one on Open Liberty.
        SocketOwner owner = SocketHandshake.owner(request.getUserPrincipal()).orElse(null);
        new Handshake(owner).leaveIn(config);
    }

    /** Whether a page of this origin may open a socket here, see above; called on the thread of the request. */
    @Override
    public boolean checkOrigin(@Nullable String originHeaderValue) {
        HttpServletRequest request = SocketHandshake.request();
        return new Origins(SocketHandshake.otherOrigins())
                .allow(originHeaderValue, request.getHeader("Host"), request.isSecure());
    }
}
