package org.streamlistening.websocket;

import jakarta.websocket.CloseReason;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamEvent;
import org.streamlistening.client.StreamPosition;
import org.streamlistening.internal.listen.Parcel;
import org.streamlistening.internal.listen.Recipient;
import org.streamlistening.internal.listen.Timer;

/**
 * Brings the parcels of one listener to one browser, in short tasks on the container's executor. While a frame is on its
 * way nothing more is taken from the parcel, and a listener whose parcel is not empty reads nothing more: a slow browser
 * slows its own reading and fills no queue.
 */
final class FrameDelivery implements Recipient {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** How long one task works before it goes to the end of the executor's queue again. */
    private static final long TASK_NANOS = Duration.ofMillis(50).toNanos();

    private static final Duration AFTER_REJECTION = Duration.ofSeconds(1);

    private final Executor executor;
    private final Timer timer;
    private final Duration window;
    private final Line line;
    private final Outcome outcome;

    private final Queue<Parcel> mailbox = new ConcurrentLinkedQueue<>();

    /** What happened since the task looked last; while this is not zero there is exactly one task. */
    private final AtomicInteger news = new AtomicInteger();

    // Only touched by the task.
    private final Frames frames;
    private final FrameObservers observers;

    private volatile boolean windowOpen = true;
    private volatile boolean silent;
    private volatile boolean ended;
    private volatile @Nullable Refusal refusal;
    private volatile Supplier<StreamPosition> position;

    /** What becomes of the connection. Called on any thread. */
    interface Outcome extends Line.Outcome {

        /** Everything was sent, and nothing follows. */
        void finished(CloseReason reason);

        /** Something went wrong that should not. */
        void broken(Throwable cause);
    }

    private record Refusal(FrameText frame, CloseReason reason) {}

    /**
     * @param from behind what the browser has
     * @param options how large frames are, and how often they go
     */
    FrameDelivery(
            Executor executor,
            Timer timer,
            Line line,
            StreamPosition from,
            StreamSocketOptions options,
            Outcome outcome) {
        this.executor = executor;
        this.timer = timer;
        this.line = line;
        this.window = options.window();
        this.frames = new Frames(from, options.maxFrameBytes());
        this.observers = new FrameObservers(frames);
        this.outcome = outcome;
        this.position = () -> from;
    }

    /** @param listener says how far it is; set before it brings its first parcel */
    void follow(Supplier<StreamPosition> listener) {
        position = listener;
    }

    @Override
    public void deliver(Parcel parcel) {
        mailbox.add(parcel);
        happened();
    }

    /** Only told when the listener starts, which is no news to a browser that has just connected. */
    @Override
    public void tellNow(StreamEvent event) {}

    /** The line is free again. */
    void happened() {
        if (news.getAndIncrement() == 0) {
            submit();
        }
    }

    /** Instead of a stream: the only frame of this connection. */
    void refuse(FrameText frame, CloseReason reason) {
        refusal = new Refusal(frame, reason);
        happened();
    }

    /** Nothing was sent for long: shows the browser, and what is between, that this is no dead connection. */
    void breakSilence() {
        silent = true;
        happened();
    }

    /** Nothing is sent any more. */
    void end() {
        ended = true;
        mailbox.clear();
    }

    private void submit() {
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.WARNING, "the container does not let a delivery run now; trying again", e);
            timer.after(AFTER_REJECTION, this::submit);
        }
    }

    private void run() {
        int seen = news.get();
        boolean more = false;
        try {
            more = work();
        } catch (RuntimeException | Error e) {
            outcome.broken(e);
        }
        if (news.addAndGet(more ? 0 : -seen) != 0) {
            submit();
        }
    }

    /** @return whether there is more to do that nobody will tell of */
    private boolean work() {
        long begin = System.nanoTime();
        while (!ended && line.isFree() && step()) {
            if (System.nanoTime() - begin > TASK_NANOS) {
                return true;
            }
        }
        return false;
    }

    private boolean step() {
        boolean data = frames.isGathering();
        FrameText frame = frames.poll(windowOpen && mailbox.isEmpty());
        if (frame != null) {
            send(frame);
            if (data) {
                closeWindow();
            }
            return true;
        }
        Parcel parcel = mailbox.peek();
        if (parcel != null) {
            take(parcel);
            return true;
        }
        return atTheEnd();
    }

    private void take(Parcel parcel) {
        boolean more = parcel.handOver(observers);
        frames.reached(position.get());
        if (!more) {
            mailbox.remove(parcel);
        }
    }

    private boolean atTheEnd() {
        Refusal refused = refusal;
        if (refused != null) {
            refusal = null;
            send(refused.frame());
            observers.refused(refused.reason());
            return true;
        }
        CloseReason last = observers.last();
        if (last != null) {
            outcome.finished(last);
        } else if (silent && !frames.isGathering()) {
            send(new FrameText("alive"));
        }
        return false;
    }

    private void send(FrameText frame) {
        silent = false;
        line.send(frame.toString(), outcome);
    }

    private void closeWindow() {
        if (!window.isZero()) {
            windowOpen = false;
            timer.after(window, () -> {
                windowOpen = true;
                happened();
            });
        }
    }
}
