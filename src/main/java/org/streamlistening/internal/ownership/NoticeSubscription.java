package org.streamlistening.internal.ownership;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamCompleted;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamReset;
import org.streamlistening.StreamStatus;
import org.streamlistening.StreamStatusChanged;
import org.streamlistening.internal.listen.delivery.DeliveryToken;
import org.streamlistening.internal.listen.delivery.ObserverNotifier;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.internal.threads.Timer;

/**
 * Keeps this server subscribed to the hand-over stream: a server that receives no claims would deliver at the same time
 * as the server that a session moved to. No failure is final, including those that end other listeners (401, 403, a
 * closed stream): after a pause that grows, the subscription begins again at its offset.
 *
 * <p>If notices can have been missed, because the server of the stream no longer keeps them, this server claims its
 * listeners again. A listener that existed before the first subscription can have been claimed before it: then the
 * stream is read from its beginning first.
 *
 * <p>One thread at a time notifies this observer. It reads on another thread, but only while it is not notified.
 */
public final class NoticeSubscription implements ObserverNotifier {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final int NO_RESPONSE = 0;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    private final Handover handover;
    private final Source source;
    private final Executor io;
    private final Timer timer;
    private final Backoff backoff;

    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean everLive;
    private volatile boolean missedNotices;

    /** Reads and creates the hand-over stream. */
    public interface Source {

        /**
         * Reads from this offset from now on, in place of the previous read. Returns at once.
         *
         * @param from the offset to read from; null: the last delivered one, at first the end of the stream
         */
        void read(@Nullable Offset from);

        /** Creates the stream unless it exists. May block; throws nothing. */
        void createIfMissing();
    }

    public NoticeSubscription(Handover handover, Source source, Executor io, Timer timer, Backoff backoff) {
        this.handover = handover;
        this.source = source;
        this.io = io;
        this.timer = timer;
        this.backoff = backoff;
    }

    /** Subscribes, on an I/O thread. */
    public void begin() {
        io.execute(() -> begin(Offset.NOW));
    }

    private void begin(@Nullable Offset from) {
        try {
            source.createIfMissing();
            source.read(from);
        } catch (Throwable e) {
            beginAgain(e.getClass().getName(), null);
        }
    }

    @Override
    public boolean notifyOf(StreamMessage message, DeliveryToken token) {
        orMissed(() -> handover.receive(message));
        return true;
    }

    @Override
    public boolean notifyOf(StreamEvent event, DeliveryToken token) {
        orMissed(() -> receive(event));
        return true;
    }

    /** A step fails without a thread, for example. Its notice then counts as missed. */
    private void orMissed(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            missedNotices = true;
            beginAgain(e.getClass().getName(), null);
        }
    }

    private void receive(StreamEvent event) {
        if (event instanceof StreamStatusChanged change) {
            if (change.status() == StreamStatus.LIVE) {
                live();
            }
        } else if (event instanceof StreamReset) {
            missedNotices = true;
        } else if (event instanceof StreamFailed failed) {
            beginAgain(failed.message(), nextOffset(failed.httpStatus()));
        } else if (event instanceof StreamCompleted) {
            beginAgain("the stream is closed and takes no notices: delete it, and it is created anew", null);
        }
    }

    private void live() {
        if (failures.getAndSet(0) > 0) {
            LOG.log(System.Logger.Level.INFO, "the hand-over stream can be read again");
        }
        boolean canHaveMissed = !everLive && handover.ownsAny();
        everLive = true;
        if (canHaveMissed) {
            // The server can have dropped the oldest notices.
            missedNotices = true;
            source.read(Offset.BEGINNING);
            return;
        }
        handover.open();
        if (missedNotices) {
            missedNotices = false;
            handover.renewClaims();
        }
    }

    /** The offset to read from after this status; null: the last delivered one. */
    private @Nullable Offset nextOffset(int httpStatus) {
        if (httpStatus == NOT_FOUND) {
            // In the stream that is created then, every notice is new.
            return Offset.BEGINNING;
        }
        boolean repeated = failures.get() > 0;
        if (httpStatus == BAD_REQUEST && repeated) {
            // The server does not know the offset. Claims that are received again do not count twice.
            return Offset.BEGINNING;
        }
        // The message at the offset cannot be read, so it is skipped.
        return httpStatus == NO_RESPONSE && repeated ? Offset.NOW : null;
    }

    private void beginAgain(String reason, @Nullable Offset from) {
        int failed = failures.incrementAndGet();
        missedNotices |= from != null;
        LOG.log(
                failed == 1 ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                NumberedMessage.NOTICES_NOT_READ.text(reason));
        timer.executeAfter(backoff.delay(failed, Duration.ZERO), io, () -> begin(from));
    }
}
