package org.streamlistening.internal.socket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.streamlistening.ListenOptions;
import org.streamlistening.client.StreamPosition;
import org.streamlistening.internal.session.OwnedSocket;
import org.streamlistening.internal.session.SocketOwner;
import org.streamlistening.internal.listen.ThrownByApplication;
import org.streamlistening.websocket.StreamSocketOptions;

/**
 * One connection that follows one stream, from the call of {@code follow} until either end hangs up, the session of its
 * owner ends, or the application stops: whatever happens first closes it, and tells the browser why.
 */
public final class SocketSubscription implements OwnedSocket, FrameDelivery.Outcome {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** With a look every 5 s, a frame at least every 30 s: proxies cut what is silent for 60. */
    private static final int LOOKS_OF_SILENCE = 6;

    private final SocketOwner owner;
    private final FrameSender sender;
    private final FrameDelivery delivery;
    private final AtomicInteger looksOfSilence = new AtomicInteger();

    // Guarded by this.
    private SocketOwner.@Nullable Follow follow;
    private boolean ended;

    public SocketSubscription(SocketOwner owner, Session session, StreamPosition from, StreamSocketOptions options) {
        this.owner = owner;
        this.sender = new FrameSender(session, owner.io(), owner.stalledCloses(), owner.timer(), options.sendTimeout());
        this.delivery = new FrameDelivery(owner.executor(), owner.timer(), sender, from, options, this);
    }

    /** Returns at once: the session's own thread begins. */
    public void begin(String streamId, StreamPosition from, ListenOptions options) {
        owner.connect(this);
        try {
            owner.inSession(() -> follow(streamId, from, options));
        } catch (Throwable busy) {
            LOG.log(System.Logger.Level.WARNING, "the container does not let a socket begin now", busy);
            end(CloseCodes.TRY_AGAIN_LATER, "busy");
        }
    }

    private void follow(String streamId, StreamPosition from, ListenOptions options) {
        try {
            SocketOwner.Follow begun = owner.follow(streamId, from, options, delivery);
            delivery.follow(begun.listener()::position);
            if (keep(begun)) {
                begun.begin();
            } else {
                owner.disconnect(begun);
            }
        } catch (IllegalArgumentException refused) {
            refuse(400, String.valueOf(refused.getMessage()));
        } catch (SecurityException refused) {
            refuse(403, "this session may not follow that stream");
        } catch (Throwable e) {
            // An error of the application's ListenAuthorizer is no reason for a socket to wait for ever.
            broken(e);
        }
    }

    private synchronized boolean keep(SocketOwner.Follow begun) {
        if (!ended) {
            follow = begun;
        }
        return !ended;
    }

    private synchronized boolean hasEnded() {
        return ended;
    }

    /** Tells the browser that it need not come back, and why; then hangs up. */
    public void refuse(int status, String message) {
        owner.connect(this);
        delivery.refuse(FrameObservers.failed(status, message), new CloseReason(CloseCodes.VIOLATED_POLICY, "refused"));
    }

    /** The application, or the browser, wants no more. */
    public void end() {
        end(CloseCodes.NORMAL_CLOSURE, "ended");
    }

    private void end(CloseCode code, String why) {
        end(new CloseReason(code, why));
    }

    private void end(CloseReason reason) {
        SocketOwner.Follow last;
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

    /** No server tells a library that a connection was closed: whoever is gone is found here, or by the next frame. */
    @Override
    public void look() {
        if (!sender.isOpen()) {
            lost();
        } else if (sender.isFree() && looksOfSilence.incrementAndGet() >= LOOKS_OF_SILENCE) {
            looksOfSilence.set(0);
            delivery.breakSilence();
        }
    }

    @Override
    public void sent() {
        looksOfSilence.set(0);
        delivery.happened();
    }

    @Override
    public void tooSlow() {
        LOG.log(System.Logger.Level.DEBUG, "a socket did not take a frame in time");
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
    public void broken(Throwable cause) {
        // What is under way at the end of its session, or of the application, may fail because of that.
        ThrownByApplication.log(
                LOG,
                hasEnded() ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                "a socket cannot go on",
                cause);
        end(CloseCodes.UNEXPECTED_CONDITION, "the server failed");
    }
}
