package org.streamlistening.internal.socket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.threads.Timer;

/**
 * Sends frames to one browser, one at a time, each within a time limit. Has no queue and no task: the caller, a {@code
 * SerialTask}, sends the next frame after the result of the last one. Thread-safe.
 */
final class FrameSender {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** How long a slow browser has to receive the reason before the connection is cut without one. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final Session session;
    private final Executor io;
    private final Executor stalledCloses;
    private final Timer timer;
    private final Duration sendTimeout;

    /** The frame in transmission. */
    private final AtomicReference<@Nullable PendingFrame> pending = new AtomicReference<>();

    /** The browser did not receive a frame in time. */
    private volatile boolean stalled;

    /**
     * @param io runs tasks that can wait for the network
     * @param stalledCloses closes connections to browsers that receive nothing, a few at a time
     * @param sendTimeout the time limit for one frame
     */
    FrameSender(Session session, Executor io, Executor stalledCloses, Timer timer, Duration sendTimeout) {
        this.session = session;
        this.io = io;
        this.stalledCloses = stalledCloses;
        this.timer = timer;
        this.sendTimeout = sendTimeout;
        // Longer than the limit of this class: a browser that reads again gets the reason. Then the server gives up and
        // returns the thread that closes the connection.
        session.getAsyncRemote().setSendTimeout(sendTimeout.plus(CLOSE_TIMEOUT).toMillis());
    }

    /** Receives the result of each frame. Called on any thread. */
    interface Callback {

        /** The frame was sent; the next one can follow. */
        void sent();

        /** The browser did not receive the frame in time. */
        void tooSlow();

        /** The connection is lost. */
        void lost();
    }

    private final class PendingFrame {
        private final Callback callback;
        private volatile Runnable cancel = () -> {};

        PendingFrame(Callback callback) {
            this.callback = callback;
        }

        void limit() {
            cancel = timer.after(
                    sendTimeout,
                    () -> end(() -> {
                        stalled = true;
                        callback.tooSlow();
                    }));
        }

        void result(SendResult result) {
            if (!result.isOK()) {
                LOG.log(System.Logger.Level.DEBUG, "a frame was not sent", result.getException());
            }
            end(result.isOK() ? callback::sent : callback::lost);
        }

        /** The first result counts. */
        void end(Runnable then) {
            cancel.run();
            if (pending.compareAndSet(this, null)) {
                then.run();
            }
        }
    }

    /** Whether no frame is in transmission. */
    boolean isReady() {
        return pending.get() == null;
    }

    boolean isOpen() {
        return session.isOpen();
    }

    /** Sends a frame and returns at once. The caller sends the next one only when {@link #isReady()}. */
    void send(String text, Callback callback) {
        PendingFrame frame = new PendingFrame(callback);
        pending.set(frame);
        try {
            frame.limit();
            session.getAsyncRemote().sendText(text, frame::result);
        } catch (Throwable closed) {
            // Servers throw different exceptions for a session that was closed a moment ago. After an error, such as
            // one of memory, the browser connects again.
            LOG.log(System.Logger.Level.DEBUG, "a frame could not be sent", closed);
            frame.end(callback::lost);
        }
    }

    /**
     * Closes the connection with a reason and returns at once. Another thread closes it, since the server waits for the
     * frame in transmission: a browser that receives nothing occupies that thread for up to {@link #CLOSE_TIMEOUT}.
     */
    void close(CloseReason reason) {
        Runnable closing = () -> {
            try {
                session.close(reason);
            } catch (IOException | RuntimeException gone) {
                LOG.log(System.Logger.Level.DEBUG, "a socket was lost before it was closed", gone);
            }
        };
        Executor threads = stalled || !isReady() ? stalledCloses : io;
        try {
            threads.execute(closing);
        } catch (Error noThread) {
            LOG.log(System.Logger.Level.WARNING, "no thread is available to close a socket; trying again", noThread);
            timer.after(CLOSE_TIMEOUT, () -> close(reason));
        }
    }
}
