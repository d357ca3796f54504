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

/** The wire to one browser: one frame at a time, and not for ever. */
final class FrameSender {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** For a browser that was too slow to take the reason, before the connection is cut without one. */
    private static final Duration TO_SAY_WHY = Duration.ofSeconds(10);

    private final Session session;
    private final Executor io;
    private final Executor stalledCloses;
    private final Timer timer;
    private final Duration sendTimeout;

    /** The frame that is on its way. */
    private final AtomicReference<@Nullable Sending> sending = new AtomicReference<>();

    /** The browser did not take a frame in time. */
    private volatile boolean stalled;

    /**
     * @param io runs what waits for the network
     * @param stalledCloses runs what waits for a browser that takes nothing: few at a time
     * @param sendTimeout how long one frame may take
     */
    FrameSender(Session session, Executor io, Executor stalledCloses, Timer timer, Duration sendTimeout) {
        this.session = session;
        this.io = io;
        this.stalledCloses = stalledCloses;
        this.timer = timer;
        this.sendTimeout = sendTimeout;
        // Later than this line gives up, so that a browser that wakes up learns why; but then the server gives up too,
        // and lets go of whoever waits to close the connection.
        session.getAsyncRemote().setSendTimeout(sendTimeout.plus(TO_SAY_WHY).toMillis());
    }

    /** What becomes of frames. Called on any thread. */
    interface Outcome {

        /** The frame is sent: the line is free. */
        void sent();

        /** The browser did not take the frame in time. */
        void tooSlow();

        /** Nobody is there any more. */
        void lost();
    }

    private final class Sending {
        private final Outcome outcome;
        private volatile Runnable cancel = () -> {};

        Sending(Outcome outcome) {
            this.outcome = outcome;
        }

        void limit() {
            cancel = timer.after(
                    sendTimeout,
                    () -> end(() -> {
                        stalled = true;
                        outcome.tooSlow();
                    }));
        }

        void result(SendResult result) {
            if (!result.isOK()) {
                LOG.log(System.Logger.Level.DEBUG, "a frame was not sent", result.getException());
            }
            end(result.isOK() ? outcome::sent : outcome::lost);
        }

        /** Whatever happens first counts. */
        void end(Runnable then) {
            cancel.run();
            if (sending.compareAndSet(this, null)) {
                then.run();
            }
        }
    }

    boolean isFree() {
        return sending.get() == null;
    }

    boolean isOpen() {
        return session.isOpen();
    }

    /** Returns at once. Not again before the line is free. */
    void send(String frame, Outcome outcome) {
        Sending mine = new Sending(outcome);
        sending.set(mine);
        try {
            mine.limit();
            session.getAsyncRemote().sendText(frame, mine::result);
        } catch (Throwable closed) {
            // What servers throw for a session that was closed a moment ago differs; the end is the same. Without
            // memory
            // for a frame, the browser comes back for it.
            LOG.log(System.Logger.Level.DEBUG, "a frame could not be sent", closed);
            mine.end(outcome::lost);
        }
    }

    /**
     * Says why and closes the connection. Returns at once: a server waits for the frame that is on its way, so that a
     * browser that takes nothing keeps the closing thread until {@link #TO_SAY_WHY} is over.
     */
    void close(CloseReason reason) {
        Runnable closing = () -> {
            try {
                session.close(reason);
            } catch (IOException | RuntimeException gone) {
                LOG.log(System.Logger.Level.DEBUG, "a socket was gone before it was closed", gone);
            }
        };
        Executor threads = stalled || !isFree() ? stalledCloses : io;
        try {
            threads.execute(closing);
        } catch (Error noThread) {
            LOG.log(System.Logger.Level.WARNING, "no thread can close a socket now; trying again", noThread);
            timer.after(TO_SAY_WHY, () -> close(reason));
        }
    }
}
