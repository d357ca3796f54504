package org.streamlistening.internal.socket;

import jakarta.websocket.CloseReason;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamPosition;
import org.streamlistening.internal.listen.delivery.DeliveryChannel;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.listen.delivery.DeliveryTask;
import org.streamlistening.internal.threads.SerialTask;
import org.streamlistening.internal.threads.Timer;
import org.streamlistening.websocket.StreamSocketOptions;

/**
 * Turns the delivery tasks of one listener into frames for one browser. While a frame is in transmission, the delivery
 * task waits, and a listener whose delivery task waits requests nothing more: a slow browser slows its own stream and
 * fills no queue.
 *
 * <p>Thread-safe; the work runs in a {@link SerialTask}.
 */
final class FrameDelivery implements DeliveryChannel {

    /** How long one run works before it goes to the end of the executor's queue again. */
    private static final Duration RUN = Duration.ofMillis(50);

    private final SerialTask serialTask;
    private final Timer timer;
    private final Duration window;
    private final FrameSender sender;
    private final Callback callback;

    private final Queue<DeliveryTask> mailbox = new ConcurrentLinkedQueue<>();

    // Used by the serial task only.
    private final Frames frames;
    private final FrameObservers observers;

    private volatile boolean windowOpen = true;
    private volatile boolean silent;
    private volatile boolean ended;
    private volatile @Nullable Rejection rejection;
    private volatile Supplier<StreamPosition> position;

    /** Receives the end of the delivery. Called on any thread. */
    interface Callback extends FrameSender.Callback {

        /** Everything was sent, and no frame follows. */
        void finished(CloseReason reason);

        /** The delivery failed unexpectedly. */
        void failed(Throwable cause);
    }

    private record Rejection(FrameText frame, CloseReason reason) {}

    /**
     * @param from the position of the browser
     * @param options the size of frames and the pause between them
     */
    FrameDelivery(
            DeliveryExecutor executor,
            Timer timer,
            FrameSender sender,
            StreamPosition from,
            StreamSocketOptions options,
            Callback callback) {
        this.serialTask = new SerialTask(executor.forFirstOf(mailbox), timer, RUN, new Work());
        this.timer = timer;
        this.sender = sender;
        this.window = options.window();
        this.frames = new Frames(from, options.maxFrameBytes());
        this.observers = new FrameObservers(frames);
        this.callback = callback;
        this.position = () -> from;
    }

    /** @param ofListener the position of the listener; set before its first delivery task */
    void trackPosition(Supplier<StreamPosition> ofListener) {
        position = ofListener;
    }

    @Override
    public void deliver(DeliveryTask task) {
        mailbox.add(task);
        serialTask.signal(() -> mailbox.remove(task));
    }

    /** Ignored: only the start of the listener is notified this way, and the browser has just connected. */
    @Override
    public void notifyNow(StreamEvent event) {}

    /** Continues, because a frame was sent for example. */
    void wake() {
        serialTask.signal();
    }

    /** Rejects the subscription with the only frame of this connection. */
    void reject(FrameText frame, CloseReason reason) {
        rejection = new Rejection(frame, reason);
        wake();
    }

    /** Sends a frame to a connection that was silent for long, so that neither browser nor proxy takes it for dead. */
    void keepAlive() {
        silent = true;
        wake();
    }

    /** Ends the delivery: no further frame is sent. */
    void end() {
        ended = true;
        mailbox.clear();
    }

    private final class Work implements SerialTask.Work {

        @Override
        public boolean step() {
            return sendNext();
        }

        @Override
        public boolean failed(Throwable cause) {
            callback.failed(cause);
            return false;
        }
    }

    private boolean sendNext() {
        if (ended || !sender.isReady()) {
            return false;
        }
        boolean hasMessages = frames.hasMessages();
        FrameText frame = frames.poll(windowOpen && mailbox.isEmpty());
        if (frame != null) {
            send(frame);
            if (hasMessages) {
                closeWindow();
            }
            return true;
        }
        DeliveryTask task = mailbox.peek();
        if (task != null) {
            advance(task);
            return true;
        }
        return finish();
    }

    private void advance(DeliveryTask task) {
        boolean more = task.deliverNext(observers);
        frames.endLastMessageAt(position.get());
        if (!more) {
            mailbox.remove(task);
        }
    }

    private boolean finish() {
        Rejection pending = rejection;
        if (pending != null) {
            rejection = null;
            send(pending.frame());
            observers.closeWith(pending.reason());
            return true;
        }
        CloseReason reason = observers.closeReason();
        if (reason != null) {
            callback.finished(reason);
        } else if (silent && !frames.hasMessages()) {
            send(new FrameText("alive"));
        }
        return false;
    }

    private void send(FrameText frame) {
        silent = false;
        sender.send(frame.toString(), callback);
    }

    private void closeWindow() {
        if (!window.isZero()) {
            windowOpen = false;
            timer.after(window, () -> {
                windowOpen = true;
                wake();
            });
        }
    }
}
