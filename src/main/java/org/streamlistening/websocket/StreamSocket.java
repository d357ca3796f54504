package org.streamlistening.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.internal.session.SocketOwner;
import org.streamlistening.internal.socket.SocketSubscription;

/**
 * A WebSocket connection that follows a stream: sends its messages to the browser, in order.
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
 * <p><strong>Frames.</strong> Each is a text frame with one JSON object. {@code offset}, and {@code skip} if it is not
 * 0, are the position from which a browser that received the frame resumes.
 *
 * <table>
 * <caption>Frames</caption>
 * <tr><th>{@code type}</th><th>further properties</th><th>afterwards</th></tr>
 * <tr><td>{@code data}</td><td>for a JSON stream {@code messages}, an array of the messages with their original text;
 * for any other {@code contentType}, and the bytes as {@code base64}</td><td></td></tr>
 * <tr><td>{@code status}</td><td>{@code status}: {@code CATCHING_UP}, {@code LIVE} or {@code
 * RETRYING}</td><td></td></tr>
 * <tr><td>{@code reset}</td><td>{@code reason}: {@code recreated}, or absent</td><td>reading continues at another
 * position, since the server no longer has what follows</td></tr>
 * <tr><td>{@code alive}</td><td>none, not even {@code offset}: nothing else was sent for about 30 s</td><td></td></tr>
 * <tr><td>{@code completed}</td><td></td><td>closed with 1000: the stream is closed and all of its messages were
 * sent</td></tr>
 * <tr><td>{@code failed}</td><td>{@code status}, an HTTP status or 0, and {@code message}</td><td>closed with 1008 if
 * {@code follow} was rejected, else with 1011: a new connection has the same result</td></tr>
 * </table>
 *
 * <p><strong>Position.</strong> Each browser keeps its own, and sends it as the query parameters {@code offset} and
 * {@code skip} of the handshake; default: the beginning. {@code skip} is the number of messages (of a JSON stream) or
 * bytes (of any other) read after the offset, since a server names one offset per response, and a response can be long.
 *
 * <p><strong>End.</strong> When its HTTP session ends, the connection is closed with 1008 and the reason {@code session
 * ended}, or without a reason if the server closes it first. When the application stops, it is closed with 1001. When
 * the browser does not receive a frame in time, it is closed with 1013 and {@code too slow}. Frames do not keep the
 * session alive.
 *
 * <p>Thread-safe. All methods return at once.
 *
 * @since 0.1
 */
public final class StreamSocket {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final Handshake handshake;
    private final Session session;
    private final AtomicReference<@Nullable SocketSubscription> subscription = new AtomicReference<>();

    StreamSocket(Handshake handshake, Session session) {
        this.handshake = handshake;
        this.session = session;
    }

    /**
     * The stream socket of this connection; the same object at each call.
     *
     * @throws IllegalStateException if its endpoint has no {@link StreamSocketConfigurator} (DS-030), or if the server
     *     shares user properties among connections (DS-031)
     */
    public static StreamSocket of(Session session) {
        return Handshake.socket(session);
    }

    /** Same as {@link #follow(String, StreamSocketOptions)} with {@link StreamSocketOptions#defaults()}. */
    public void follow(String streamId) {
        follow(streamId, StreamSocketOptions.defaults());
    }

    /**
     * Sends this stream to the browser from now on. Can be called once per connection.
     *
     * <p>Errors that a browser can cause are reported to the browser: an id that is no plain relative path, or an
     * invalid position, by a {@code failed} frame with status 400; a handshake without an HTTP session by a close with
     * 1008 and the reason {@code no session}.
     *
     * @param streamId the path of the stream below the configured base URL, such as {@code chat/42}. The endpoint must
     *     check that this caller may read it before the call, unless a {@link org.streamlistening.ListenAuthorizer}
     *     does
     * @throws IllegalStateException if this connection already follows a stream
     */
    public void follow(String streamId, StreamSocketOptions options) {
        SocketOwner owner = handshake.owner();
        if (owner == null) {
            rejectWithoutSession();
            return;
        }
        StreamPosition from = StreamPosition.BEGINNING;
        String problem = null;
        try {
            from = from(options);
        } catch (IllegalArgumentException e) {
            problem = String.valueOf(e.getMessage());
        }
        SocketSubscription current = new SocketSubscription(owner, session, from, options);
        if (!subscription.compareAndSet(null, current)) {
            throw new IllegalStateException("this connection follows a stream already; open one for each stream");
        }
        if (problem == null) {
            current.begin(streamId, from, options.listen());
        } else {
            current.reject(400, problem);
        }
    }

    /**
     * Ends the subscription, and closes the connection with 1000. Call it in {@code @OnClose} to release the
     * subscription at once; otherwise that happens within 5 s. Does nothing when called again, or before {@link #follow
     * follow}.
     */
    public void end() {
        SocketSubscription current = subscription.get();
        if (current != null) {
            current.end();
        }
    }

    Session session() {
        return session;
    }

    private StreamPosition from(StreamSocketOptions options) {
        StreamPosition given = options.listen().from();
        if (given != null) {
            return given;
        }
        String offset = parameter("offset");
        String skip = parameter("skip");
        if (skip != null && !skip.matches("\\d{1,15}")) {
            throw new IllegalArgumentException("skip must be a whole number");
        }
        return new StreamPosition(
                offset == null ? Offset.BEGINNING : Offset.of(offset), skip == null ? 0 : Long.parseLong(skip));
    }

    private @Nullable String parameter(String name) {
        List<String> values = session.getRequestParameterMap().get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    private void rejectWithoutSession() {
        try {
            session.close(new CloseReason(CloseCodes.VIOLATED_POLICY, "no session"));
        } catch (IOException gone) {
            LOG.log(System.Logger.Level.DEBUG, "a socket was closed before it was rejected", gone);
        }
    }
}
