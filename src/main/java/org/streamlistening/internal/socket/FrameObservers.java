package org.streamlistening.internal.socket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamCompleted;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamReset;
import org.streamlistening.StreamStatusChanged;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.listen.ObserverNotifier;

/** Puts what a listener tells into frames. For one thread at a time. */
final class FrameObservers implements ObserverNotifier {

    private final Frames frames;
    private @Nullable CloseReason last;

    FrameObservers(Frames frames) {
        this.frames = frames;
    }

    @Override
    public boolean notifyOf(StreamEvent event, BooleanSupplier wanted) {
        if (event instanceof StreamStatusChanged change && change.status().isListening()) {
            String status = change.status().name();
            frames.notice(position -> new FrameText("status").position(position).string("status", status));
        } else if (event instanceof StreamReset reset) {
            String reason = reset.recreated() ? "recreated" : null;
            frames.notice(position -> new FrameText("reset").position(position).string("reason", reason));
        } else if (event instanceof StreamCompleted) {
            frames.notice(position -> new FrameText("completed").position(position));
            last = new CloseReason(CloseCodes.NORMAL_CLOSURE, "completed");
        } else if (event instanceof StreamFailed failure) {
            frames.notice(
                    position -> failed(failure.httpStatus(), words(failure)).position(position));
            last = new CloseReason(CloseCodes.UNEXPECTED_CONDITION, "failed");
        }
        return true;
    }

    @Override
    public boolean notifyOf(StreamMessage message, BooleanSupplier wanted) {
        frames.add(message);
        return true;
    }

    /** How to close when all frames are sent; null while more may follow. */
    @Nullable
    CloseReason last() {
        return last;
    }

    /** The last frame was a refusal. */
    void refused(CloseReason reason) {
        last = reason;
    }

    static FrameText failed(int status, String message) {
        return new FrameText("failed").raw("status", Integer.toString(status)).string("message", message);
    }

    /** What went wrong inside of this server is for its log, not for whoever looks at a page. */
    private static String words(StreamFailed failure) {
        return failure.cause() instanceof StreamException
                ? failure.message()
                : "this server cannot go on with the stream; its log says why";
    }
}
