package org.streamlistening.internal.socket;

import jakarta.websocket.CloseReason;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamEvent;
import org.streamlistening.client.StreamPosition;
import org.streamlistening.internal.listen.DeliveryChannel;
import org.streamlistening.internal.listen.DeliveryTask;
import org.streamlistening.internal.threads.Timer;
import org.streamlistening.websocket.StreamSocketOptions;

/**
 * Brings the parcels of one listener to one browser. While a frame is on its
 * way nothing more is taken from the parcel, and a listener whose parcel is not empty reads nothing more: a slow browser
 * slows its own reading and fills no queue.
 */
final class FrameDelivery implements DeliveryChannel {

    private final SerialTask serialTask;
    private final Timer timer;
    private final Duration window;
    private final FrameSender sender;
    private final Outcome outcome;

    private final Queue<DeliveryTask> mailbox = new ConcurrentLinkedQueue<>();

    // Only touched by the errand.
    private final Frames frames;
    private final FrameObservers observers;

    private volatile boolean windowOpen = true;
    private volatile boolean silent;
    private volatile boolean ended;
    private volatile @Nullable Refusal refusal;
    private volatile Supplier<StreamPosition> position;

    /** What becomes of the connection. Called on any thread. */
    interface Outcome extends FrameSender.Outcome {

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
            FrameSender sender,
            StreamPosition from,
            StreamSocketOptions options,
            Outcome outcome) {
        this.serialTask = new SerialTask(executor, timer, this::step, outcome::broken);
        this.timer = timer;
        this.sender = sender;
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
    public void deliver(DeliveryTask task) {
        mailbox.add(task);
        happened();
    }

    /** Only told when the listener starts, which is no news to a browser that has just connected. */
    @Override
    public void notifyNow(StreamEvent event) {}

    /** The line is free again. */
    void happened() {
        serialTask.happened();
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

    private boolean step() {
        if (ended || !sender.isFree()) {
            return false;
        }
        boolean data = frames.isGathering();
        FrameText frame = frames.poll(windowOpen && mailbox.isEmpty());
        if (frame != null) {
            send(frame);
            if (data) {
                closeWindow();
            }
            return true;
        }
        DeliveryTask task = mailbox.peek();
        if (task != null) {
            take(task);
            return true;
        }
        return atTheEnd();
    }

    private void take(DeliveryTask task) {
        boolean more = task.deliverNext(observers);
        frames.reached(position.get());
        if (!more) {
            mailbox.remove(task);
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
        sender.send(frame.toString(), outcome);
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
