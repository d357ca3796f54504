package org.streamlistening.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.client.StreamPosition;
import org.streamlistening.internal.session.SocketOwner;
import org.streamlistening.internal.socket.SocketSubscription;

/**
 * A WebSocket connection that can follow a stream.
 *
 * <pre>{@code
 * @ServerEndpoint(value = "/answers/{id}", configurator = StreamSocketConfigurator.class)
 * public class AnswerSocket {
 *
 *     @OnOpen
 *     public void open(Session session, @PathParam("id") String id) {
 *         StreamSocket.of(session).follow("answers/" + id);
 *     }
 * }
 * }</pre>
 *
 * <p><strong>Frames.</strong> Each is a text frame with one JSON object; {@code offset}, and {@code skip} if it is not 0,
 * say where a browser goes on that got it.
 *
 * <table>
 * <caption>Frames</caption>
 * <tr><th>{@code type}</th><th>further properties</th><th>then</th></tr>
 * <tr><td>{@code data}</td><td>of a JSON stream {@code messages}, an array of the messages with the very text that they
 * were written with; of any other {@code contentType}, and {@code base64}, the bytes</td><td></td></tr>
 * <tr><td>{@code status}</td><td>{@code status}: {@code CATCHING_UP}, {@code LIVE} or {@code RETRYING}</td><td></td></tr>
 * <tr><td>{@code alive}</td><td>none, no offset either: nothing else was sent for about 30 s</td><td></td></tr>
 * <tr><td>{@code completed}</td><td></td><td>closed with 1000: the stream is closed and all of it was sent</td></tr>
 * <tr><td>{@code failed}</td><td>{@code status}, as HTTP has it or 0, and {@code message}</td><td>closed with 1008
 * if the follow was refused, or 1011: coming back leads to the same</td></tr>
 * </table>
 *
 * <p><strong>The browser's place</strong> is its own: it comes as the query parameters {@code offset} and {@code skip} of
 * the handshake; without them it is the beginning. {@code skip} counts what came after the offset, since a server names
 * one offset per answer and an answer may be long (messages of a JSON stream, else bytes).
 *
 * <p><strong>The end.</strong> The connection is closed with 1008 and the reason {@code session ended}, or none where
 * the server does so first, when its HTTP session ends; with 1001 when the application stops; with 1013 and
 * {@code too slow} when the browser does not take a frame in time. The traffic of a socket does not keep its session
 * alive.
 *
 * <p>Thread-safe. All methods return at once.
 */
public final class StreamSocket {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final Handshake handshake;
    private final Session session;
    private final AtomicReference<@Nullable SocketSubscription> following = new AtomicReference<>();

    StreamSocket(Handshake handshake, Session session) {
        this.handshake = handshake;
        this.session = session;
    }

    /**
     * The socket of this connection; the same one at each call.
     *
     * @throws IllegalStateException if its endpoint has no {@link StreamSocketConfigurator}
     */
    public static StreamSocket of(Session session) {
        return Handshake.socket(session);
    }

    /** Same as {@link #follow(String, StreamSocketOptions)} with {@link StreamSocketOptions#defaults()}. */
    public void follow(String streamId) {
        follow(streamId, StreamSocketOptions.defaults());
    }

    /**
     * Sends this stream to the browser from now on. Once per connection.
     *
     * <p>Nothing is thrown for what a browser may have caused: an id that is no plain relative path, or a place that is
     * none, ends in a {@code failed} frame with status 400; a handshake without an HTTP session in a close with 1008 and
     * the reason {@code no session}.
     *
     * @param streamId the path of the stream below the configured base URL, such as {@code chat/42}. Whether this caller
     *     may read it is for the endpoint to decide before it calls, or for a
     *     {@link org.streamlistening.ListenAuthorizer}
     * @throws IllegalStateException if this connection follows a stream already
     */
    public void follow(String streamId, StreamSocketOptions options) {
        SocketOwner owner = handshake.owner();
        if (owner == null) {
            refuse();
            return;
        }
        StreamPosition from = StreamPosition.BEGINNING;
        String unusable = null;
        try {
            from = from(options);
        } catch (IllegalArgumentException e) {
            unusable = String.valueOf(e.getMessage());
        }
        SocketSubscription mine = new SocketSubscription(owner, session, from, options);
        if (!following.compareAndSet(null, mine)) {
            throw new IllegalStateException("this connection follows a stream already; open one for each");
        }
        if (unusable == null) {
            mine.begin(streamId, from, options.listen());
        } else {
            mine.refuse(400, unusable);
        }
    }

    /**
     * Ends what {@link #follow follow} began, and closes the connection with 1000. Worth calling in {@code @OnClose}: it
     * frees at once what is otherwise freed within 5 s. Does nothing the second time.
     */
    public void end() {
        SocketSubscription mine = following.get();
        if (mine != null) {
            mine.end();
        }
    }

    Session session() {
        return session;
    }

    private StreamPosition from(StreamSocketOptions options) {
        Offset given = options.listen().from();
        if (given != null) {
            return StreamPosition.at(given);
        }
        String offset = parameter("offset");
        String skip = parameter("skip");
        if (skip != null && !skip.matches("\\d{1,15}")) {
            throw new IllegalArgumentException("skip has to be a whole number");
        }
        return new StreamPosition(
                offset == null ? Offset.BEGINNING : Offset.of(offset), skip == null ? 0 : Long.parseLong(skip));
    }

    private @Nullable String parameter(String name) {
        List<String> values = session.getRequestParameterMap().get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    private void refuse() {
        try {
            session.close(new CloseReason(CloseCodes.VIOLATED_POLICY, "no session"));
        } catch (IOException gone) {
            LOG.log(System.Logger.Level.DEBUG, "a socket was gone before it was refused", gone);
        }
    }
}
