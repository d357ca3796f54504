package org.streamlistening.internal.socket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamCompleted;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamReset;
import org.streamlistening.StreamStatusChanged;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.listen.delivery.DeliveryToken;
import org.streamlistening.internal.listen.delivery.ObserverNotifier;

/** Turns the events and messages of a listener into frames. For one thread at a time. */
final class FrameObservers implements ObserverNotifier {

    private final Frames frames;
    private @Nullable CloseReason closeReason;

    FrameObservers(Frames frames) {
        this.frames = frames;
    }

    @Override
    public boolean notifyOf(StreamEvent event, DeliveryToken token) {
        if (event instanceof StreamStatusChanged change && change.status().isListening()) {
            String status = change.status().name();
            frames.addNotice(
                    position -> new FrameText("status").position(position).string("status", status));
        } else if (event instanceof StreamReset reset) {
            String reason = reset.recreated() ? "recreated" : null;
            frames.addNotice(
                    position -> new FrameText("reset").position(position).string("reason", reason));
        } else if (event instanceof StreamCompleted) {
            frames.addNotice(position -> new FrameText("completed").position(position));
            closeReason = new CloseReason(CloseCodes.NORMAL_CLOSURE, "completed");
        } else if (event instanceof StreamFailed failure) {
            frames.addNotice(position ->
                    failed(failure.httpStatus(), publicMessage(failure)).position(position));
            closeReason = new CloseReason(CloseCodes.UNEXPECTED_CONDITION, "failed");
        }
        return true;
    }

    @Override
    public boolean notifyOf(StreamMessage message, DeliveryToken token) {
        frames.add(message);
        return true;
    }

    /** The reason for closing the connection once all frames are sent; null while more can follow. */
    @Nullable
    CloseReason closeReason() {
        return closeReason;
    }

    void closeWith(CloseReason reason) {
        closeReason = reason;
    }

    static FrameText failed(int status, String message) {
        return new FrameText("failed").raw("status", Integer.toString(status)).string("message", message);
    }

    /** Internal failures are logged; the browser gets only those of the stream. */
    private static String publicMessage(StreamFailed failure) {
        return failure.cause() instanceof StreamException
                ? failure.message()
                : "this server cannot go on with the stream; its log says why";
    }
}
