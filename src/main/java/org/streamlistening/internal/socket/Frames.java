package org.streamlistening.internal.socket;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;

/**
 * Distributes messages and notices over frames. Each frame has the position after its last message: a browser that
 * received it and connects again gets every later message once. Buffers one frame, and the message that does not fit
 * into it.
 *
 * <p>For one thread at a time.
 */
final class Frames {

    private final int maxBytes;
    private final Deque<Function<StreamPosition, FrameText>> notices = new ArrayDeque<>();

    /** The position after all messages in this and earlier frames. */
    private StreamPosition position;

    private @Nullable DataFrame current;
    private @Nullable StreamMessage rest;
    private int restFrom;

    /** The position after the message that was added last; null until it is known. */
    private @Nullable StreamPosition endOfLast;

    Frames(StreamPosition from, int maxBytes) {
        this.position = from;
        this.maxBytes = maxBytes;
    }

    /** Adds one message. The caller adds the next one only when {@link #hasRoom()}. */
    void add(StreamMessage message) {
        endOfLast = null;
        restFrom = 0;
        // An empty message adds nothing to any frame, and would stay here for ever.
        rest = message.length() == 0 ? null : message;
        fill();
    }

    /** Sets the position after the message that was added last; its offset can be newer than the counted one. */
    void endLastMessageAt(StreamPosition end) {
        endOfLast = end;
        if (rest == null) {
            position = end;
        }
    }

    /** Adds a frame after all messages so far, which are sent without waiting for more. */
    void addNotice(Function<StreamPosition, FrameText> notice) {
        notices.add(notice);
    }

    boolean hasRoom() {
        return rest == null && notices.isEmpty() && (current == null || current.size() < maxBytes);
    }

    /**
     * Removes the next frame; null if there is none yet.
     *
     * @param evenWithRoom whether a frame that has room left is removed, too
     */
    @Nullable
    FrameText poll(boolean evenWithRoom) {
        DataFrame frame = current;
        if (frame != null) {
            return evenWithRoom || !hasRoom() ? data(frame) : null;
        }
        Function<StreamPosition, FrameText> notice = notices.poll();
        return notice == null ? null : notice.apply(position);
    }

    /** Whether the next frame contains messages. */
    boolean hasMessages() {
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
        position = whole && endOfLast != null
                ? endOfLast
                : new StreamPosition(position.offset(), position.skip() + amount);
        rest = whole ? null : message;
    }
}
