package org.streamlistening.internal.ownership;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamCompleted;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamReset;
import org.streamlistening.StreamStatus;
import org.streamlistening.StreamStatusChanged;
import org.streamlistening.internal.listen.ObserverNotifier;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.internal.threads.Timer;

/**
 * Keeps a server subscribed to the hand-over stream: a server that no longer hears claims would deliver beside the one
 * that a session went to. No failure is final here, also not those that are for other listeners, such as 401, 403, or that
 * the stream was closed: the subscription is begun again after a pause that grows, where it was.
 *
 * <p>Where notices may have been missed, because the server of the stream no longer has them, this server claims anew what
 * it has. What it had before it was subscribed for the first time may have been claimed before: then the stream is read
 * from its beginning first.
 *
 * <p>Told by one thread at a time; it reads on another one, but only when nothing is told.
 */
public final class NoticeSubscription implements ObserverNotifier {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final int NO_ANSWER = 0;
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

    /** The stream, as far as a subscription has to do with it. */
    public interface Source {

        /**
         * Reads from now on, instead of what was read before. Returns at once.
         *
         * @param from where to start; null: where it was, at first the end of the stream
         */
        void read(@Nullable Offset from);

        /** Makes the stream if there is none. May block; throws nothing. */
        void createIfMissing();
    }

    public NoticeSubscription(Handover handover, Source source, Executor io, Timer timer, Backoff backoff) {
        this.handover = handover;
        this.source = source;
        this.io = io;
        this.timer = timer;
        this.backoff = backoff;
    }

    /** Subscribes; on an I/O thread. */
    public void begin() {
        io.execute(() -> begin(Offset.NOW));
    }

    private void begin(@Nullable Offset from) {
        try {
            source.createIfMissing();
            source.read(from);
        } catch (Throwable e) {
            again(e.getClass().getName(), null);
        }
    }

    @Override
    public boolean notifyOf(StreamMessage message, BooleanSupplier wanted) {
        orMissed(() -> handover.hear(message));
        return true;
    }

    @Override
    public boolean notifyOf(StreamEvent event, BooleanSupplier wanted) {
        orMissed(() -> heard(event));
        return true;
    }

    /** No thread for a moment, for example: what was to be done about a notice was not done. */
    private void orMissed(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            missedNotices = true;
            again(e.getClass().getName(), null);
        }
    }

    private void heard(StreamEvent event) {
        if (event instanceof StreamStatusChanged change) {
            if (change.status() == StreamStatus.LIVE) {
                live();
            }
        } else if (event instanceof StreamReset) {
            missedNotices = true;
        } else if (event instanceof StreamFailed failed) {
            again(failed.message(), next(failed.httpStatus()));
        } else if (event instanceof StreamCompleted) {
            again("the stream is closed and takes no notices: delete it, and it is created anew", null);
        }
    }

    private void live() {
        if (failures.getAndSet(0) > 0) {
            LOG.log(System.Logger.Level.INFO, "the hand-over stream can be read again");
        }
        boolean mayHaveMissed = !everLive && handover.hasListeners();
        everLive = true;
        if (mayHaveMissed) {
            // The server may not have all of it any more.
            missedNotices = true;
            source.read(Offset.BEGINNING);
            return;
        }
        handover.open();
        if (missedNotices) {
            missedNotices = false;
            handover.claimAnew();
        }
    }

    /** Where to go on; null: where it was. */
    private @Nullable Offset next(int httpStatus) {
        if (httpStatus == NOT_FOUND) {
            // Of the stream that is made then everything is new.
            return Offset.BEGINNING;
        }
        boolean again = failures.get() > 0;
        if (httpStatus == BAD_REQUEST && again) {
            // The position means nothing to the server. Claims that were heard before do not count twice.
            return Offset.BEGINNING;
        }
        // What is at that position cannot be read, so it is passed over.
        return httpStatus == NO_ANSWER && again ? Offset.NOW : null;
    }

    private void again(String reason, @Nullable Offset from) {
        int times = failures.incrementAndGet();
        missedNotices |= from != null;
        LOG.log(
                times == 1 ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                NumberedMessage.NOTICES_NOT_READ.text(reason));
        timer.after(backoff.delay(times, Duration.ZERO), () -> io.execute(() -> begin(from)));
    }
}
