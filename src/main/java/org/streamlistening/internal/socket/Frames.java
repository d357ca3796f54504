package org.streamlistening.internal.socket;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.StreamPosition;

/**
 * What goes into which frame. Each carries the position behind its last message, so that a browser that got it and comes
 * back loses nothing and gets nothing twice. Holds one frame, and the message that did not fit into it.
 *
 * <p>For one thread at a time.
 */
final class Frames {

    private final int maxBytes;
    private final Deque<Function<StreamPosition, FrameText>> notices = new ArrayDeque<>();

    /** Behind everything that is in the frame, or was in one before. */
    private StreamPosition position;

    private @Nullable DataFrame current;
    private @Nullable StreamMessage rest;
    private int restFrom;

    /** Behind the message that was added last; null until that is known. */
    private @Nullable StreamPosition behindLast;

    Frames(StreamPosition from, int maxBytes) {
        this.position = from;
        this.maxBytes = maxBytes;
    }

    /** Takes one message; the next one only when {@link #takesMore()}. */
    void add(StreamMessage message) {
        behindLast = null;
        restFrom = 0;
        // Nothing of it could be placed, so that it would be in the way for ever.
        rest = message.length() == 0 ? null : message;
        fill();
    }

    /** What was added last ends here: the place that was counted so far, perhaps by a better name. */
    void reached(StreamPosition behind) {
        behindLast = behind;
        if (rest == null) {
            position = behind;
        }
    }

    /** Says something after all messages so far, which therefore wait no longer. */
    void notice(Function<StreamPosition, FrameText> notice) {
        notices.add(notice);
    }

    boolean takesMore() {
        return rest == null && notices.isEmpty() && (current == null || current.size() < maxBytes);
    }

    /**
     * The next frame; null if there is none yet.
     *
     * @param now whether a frame should go that has room left
     */
    @Nullable
    FrameText poll(boolean now) {
        DataFrame frame = current;
        if (frame != null) {
            return now || !takesMore() ? data(frame) : null;
        }
        Function<StreamPosition, FrameText> notice = notices.poll();
        return notice == null ? null : notice.apply(position);
    }

    /** Whether the next frame is one with messages. */
    boolean isGathering() {
        return current != null;
    }

    private FrameText data(DataFrame frame) {
        FrameText text = frame.text(position);
        current = null;
        fill();
        return text;
    }

    private void fill() {
        StreamMessage message = rest;
        if (message == null) {
            return;
        }
        DataFrame frame = current == null ? new DataFrame(message.contentType()) : current;
        int amount = message.isJson() ? frame.addJson(message, maxBytes) : frame.addBytes(message, restFrom, maxBytes);
        if (amount == 0) {
            return;
        }
        current = frame;
        restFrom += amount;
        boolean whole = message.isJson() || restFrom == message.length();
        position = whole && behindLast != null
                ? behindLast
                : new StreamPosition(position.offset(), position.skip() + amount);
        rest = whole ? null : message;
    }
}
