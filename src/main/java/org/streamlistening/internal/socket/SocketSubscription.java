package org.streamlistening.internal.socket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.streamlistening.ListenOptions;
import org.streamlistening.StreamPosition;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.session.OwnedSocket;
import org.streamlistening.internal.session.SocketOwner;
import org.streamlistening.websocket.StreamSocketOptions;

/**
 * The subscription of one connection to one stream, from the call of {@code follow} until the connection closes, the
 * HTTP session of its owner ends, or the application stops. The first of these closes the connection with its reason.
 *
 * <p>Thread-safe.
 */
public final class SocketSubscription implements OwnedSocket, FrameDelivery.Callback {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /**
     * The checks without a frame before one is sent: 30 s with a check every 5 s. Proxies cut silent connections after
     * 60 s.
     */
    private static final int MAX_SILENT_CHECKS = 6;

    private final SocketOwner owner;
    private final FrameSender sender;
    private final FrameDelivery delivery;
    private final AtomicInteger silentChecks = new AtomicInteger();

    // Guarded by this.
    private SocketOwner.@Nullable Subscription follow;
    private boolean ended;

    public SocketSubscription(SocketOwner owner, Session session, StreamPosition from, StreamSocketOptions options) {
        this.owner = owner;
        this.sender = new FrameSender(session, owner.io(), owner.stalledCloses(), owner.timer(), options.sendTimeout());
        this.delivery = new FrameDelivery(owner.executor(), owner.timer(), sender, from, options, this);
    }

    /** Begins the subscription on another thread and returns at once. */
    public void begin(String streamId, StreamPosition from, ListenOptions options) {
        owner.connect(this);
        try {
            owner.runInSession(() -> follow(streamId, from, options));
        } catch (Throwable noThread) {
            LOG.log(System.Logger.Level.WARNING, "the container has no thread for a new socket", noThread);
            end(CloseCodes.TRY_AGAIN_LATER, "busy");
        }
    }

    private void follow(String streamId, StreamPosition from, ListenOptions options) {
        try {
            SocketOwner.Subscription begun = owner.subscribe(streamId, from, options, delivery);
            delivery.trackPosition(begun.listener()::position);
            if (isKept(begun)) {
                begun.begin();
            } else {
                owner.disconnect(begun);
            }
        } catch (IllegalArgumentException invalid) {
            reject(400, String.valueOf(invalid.getMessage()));
        } catch (SecurityException denied) {
            reject(403, "this session may not follow that stream");
        } catch (Throwable e) {
            // Errors of the application's ListenAuthorizer, too, must end the socket.
            failed(e);
        }
    }

    private synchronized boolean isKept(SocketOwner.Subscription begun) {
        if (!ended) {
            follow = begun;
        }
        return !ended;
    }

    private synchronized boolean hasEnded() {
        return ended;
    }

    /** Sends the browser the reason why it must not connect again, and closes the connection. */
    public void reject(int status, String message) {
        owner.connect(this);
        delivery.reject(FrameObservers.failed(status, message), new CloseReason(CloseCodes.VIOLATED_POLICY, "refused"));
    }

    /** Ends the subscription for the application or the browser. */
    public void end() {
        end(CloseCodes.NORMAL_CLOSURE, "ended");
    }

    private void end(CloseCode code, String reason) {
        end(new CloseReason(code, reason));
    }

    private void end(CloseReason reason) {
        SocketOwner.Subscription last;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            last = follow;
        }
        delivery.end();
        owner.disconnect(last);
        sender.close(reason);
    }

    @Override
    public void end(End why) {
        switch (why) {
            case SESSION_ENDED -> end(CloseCodes.VIOLATED_POLICY, "session ended");
            case APPLICATION_STOPPED -> end(CloseCodes.GOING_AWAY, "application stopped");
        }
    }

    /** No server notifies a library of a closed connection: it is detected here, or by the next frame. */
    @Override
    public void checkPeer() {
        if (!sender.isOpen()) {
            lost();
        } else if (sender.isReady() && silentChecks.incrementAndGet() >= MAX_SILENT_CHECKS) {
            silentChecks.set(0);
            delivery.keepAlive();
        }
    }

    @Override
    public void sent() {
        silentChecks.set(0);
        delivery.wake();
    }

    @Override
    public void tooSlow() {
        LOG.log(System.Logger.Level.DEBUG, "a browser did not receive a frame in time");
        end(CloseCodes.TRY_AGAIN_LATER, "too slow");
    }

    @Override
    public void lost() {
        end(CloseCodes.GOING_AWAY, "lost");
    }

    @Override
    public void finished(CloseReason reason) {
        end(reason);
    }

    @Override
    public void failed(Throwable cause) {
        // After the end of the session or of the application, this is expected.
        SafeThrowables.log(
                LOG,
                hasEnded() ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                "the subscription of a socket failed",
                cause);
        end(CloseCodes.UNEXPECTED_CONDITION, "the server failed");
    }
}
