package org.streamlistening.internal.session;

import java.security.Principal;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.streamlistening.ListenOptions;
import org.streamlistening.StreamPosition;
import org.streamlistening.internal.listen.DeliveryProgress;
import org.streamlistening.internal.listen.ListenerSnapshot;
import org.streamlistening.internal.listen.ListenerStateMachine;
import org.streamlistening.internal.listen.StreamKey;
import org.streamlistening.internal.listen.delivery.DeliveryChannel;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.runtime.AttachedKind;
import org.streamlistening.internal.runtime.StreamRuntime;
import org.streamlistening.internal.session.OwnedSocket.End;
import org.streamlistening.internal.threads.Timer;

/**
 * The HTTP session, the contexts and the caller of one socket, captured from the request of its handshake: the threads
 * of the socket have none of them.
 */
public final class SocketOwner implements SocketOwners.Member {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** Number of checks after which a handshake without a socket is abandoned. */
    private static final int MAX_CHECKS_WITHOUT_SOCKET = 12;

    private final ApplicationSessions sessions;
    private final String sessionKey;
    private final @Nullable Principal principal;
    private final SessionDeliveryContext session;
    private final DeliveryExecutor executor;

    // Guarded by this.
    private @Nullable OwnedSocket socket;
    private @Nullable End end;
    private int checks;

    SocketOwner(ApplicationSessions sessions, String sessionKey, @Nullable Principal principal) {
        this.sessions = sessions;
        this.sessionKey = sessionKey;
        this.principal = principal;
        this.session = sessions.newDeliveryContext();
        this.executor = sessions.runtime().deliveryExecutor("a socket");
        sessions.caller().ifPresent(session::calledFrom);
    }

    /** Connects the opened socket. If the owner has ended, this method ends the socket at once. */
    public void connect(OwnedSocket opened) {
        End gone;
        synchronized (this) {
            socket = opened;
            gone = end;
        }
        if (gone != null) {
            opened.end(gone);
        }
    }

    /** Runs the task on a thread of the container, in the session and the context of the handshake's caller. */
    public void runInSession(Runnable task) {
        executor.withoutStream().execute(() -> {
            try {
                session.aroundRequest(task);
            } finally {
                // The task needs it once, and a socket is long-lived.
                session.forgetBeans();
            }
        });
    }

    /**
     * Prepares the read of a stream, and authorizes the caller for it. Call it {@linkplain #runInSession in the
     * session}. Reading begins with {@link Subscription#begin()}.
     *
     * @throws IllegalArgumentException if the id is not a plain relative path; the message names the rule
     * @throws org.streamlistening.ListenRefusedException if the sessions rejects the caller
     */
    public Subscription subscribe(
            String streamId, StreamPosition from, ListenOptions options, DeliveryChannel channel) {
        StreamRuntime runtime = sessions.runtime();
        StreamKey key = runtime.settings().listeners().key("", streamId, options);
        runtime.authorizers().authorize(key.streamId(), principal, "");
        LOG.log(System.Logger.Level.DEBUG, "a socket of {0} follows stream ''{1}''", caller(), key.streamId());
        // The caller gets the exception of a client that cannot be built.
        runtime.client();
        ListenerSnapshot snapshot = new ListenerSnapshot(
                key,
                true,
                runtime.settings().listeners().policies("", options),
                Map.of(key.streamId(), new DeliveryProgress(from, 0)));
        return new Subscription(key, runtime.attach(AttachedKind.SOCKET, "", sessionKey, snapshot, channel));
    }

    private String caller() {
        return principal == null ? "a caller without authentication" : "'" + principal.getName() + "'";
    }

    /**
     * The subscription of one socket to one stream.
     *
     * @param key the stream, and how it is read
     */
    public record Subscription(StreamKey key, ListenerStateMachine listener) {

        /** Starts reading. */
        public void begin() {
            listener.resume();
        }
    }

    /** The socket is closed: ends its listener, if it has one. Can be called several times. */
    public void disconnect(@Nullable Subscription subscription) {
        sessions.sockets().remove(this);
        if (subscription != null) {
            sessions.runtime().detach(subscription.listener());
        }
    }

    /** Threads of the container, which must not be blocked. */
    public DeliveryExecutor executor() {
        return executor;
    }

    /** For tasks that may wait for the network. */
    public Executor io() {
        return sessions.runtime().io();
    }

    /** For closing unresponsive sockets, which blocks a thread for seconds. */
    public Executor stalledCloses() {
        return sessions.runtime().stalledCloses();
    }

    public Timer timer() {
        return sessions.runtime().io();
    }

    @Override
    public String sessionKey() {
        return sessionKey;
    }

    @Override
    public void end(End why) {
        OwnedSocket open;
        synchronized (this) {
            if (end != null) {
                return;
            }
            end = why;
            open = socket;
        }
        if (open != null) {
            open.end(why);
        }
    }

    @Override
    public void check() {
        OwnedSocket open;
        boolean abandoned;
        synchronized (this) {
            open = socket;
            abandoned = open == null && ++checks >= MAX_CHECKS_WITHOUT_SOCKET;
        }
        if (open != null) {
            open.checkPeer();
        } else if (abandoned) {
            end(End.SESSION_ENDED);
            disconnect(null);
        }
    }
}
