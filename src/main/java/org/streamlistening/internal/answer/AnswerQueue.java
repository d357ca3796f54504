package org.streamlistening.internal.answer;

import org.jspecify.annotations.Nullable;

/** What was written and is not stored: what waits, and the request that is under way. Not thread-safe. */
final class AnswerQueue {

    private final AnswerBuffer buffer = new AnswerBuffer();
    private final int limit;

    // Numbers of writes.
    private long written;
    private long stored;
    /** Up to this write, nothing waits for the linger. */
    private long wanted;

    /** What was taken from the buffer; null: all of that is stored. */
    private @Nullable AnswerBatch underWay;

    /** @param limit of the characters that wait or are under way */
    AnswerQueue(int limit) {
        this.limit = limit;
    }

    /** Whether that many characters can be added. A message that is longer than the buffer has it for itself. */
    boolean hasRoom(int chars) {
        return room() >= Math.min(chars, limit);
    }

    private int room() {
        return limit - buffer.chars() - (underWay == null ? 0 : underWay.chars());
    }

    /** Adds as much of a text as there is room for. @return the number of characters */
    int write(String text, int from) {
        int until = Math.min(text.length(), from + room());
        buffer.addText(text.substring(from, until));
        written++;
        return until - from;
    }

    void append(String json) {
        buffer.addMessage(json);
        written++;
    }

    /** What was written until now is sent without delay. @return its number */
    long hurry() {
        wanted = written;
        return wanted;
    }

    boolean isStored(long write) {
        return stored >= write;
    }

    /** Whether the next request must not wait for the linger. */
    boolean isUrgent() {
        return underWay != null || (wanted > stored && buffer.hasContent()) || buffer.chars() >= limit / 2;
    }

    boolean isWaiting() {
        return underWay != null || buffer.hasContent();
    }

    /**
     * The request that is under way, or the next one; null: there is none.
     *
     * @param last the terminal message; null: others follow
     */
    @Nullable
    AnswerBatch next(@Nullable String last) {
        if (underWay == null && (last != null || buffer.hasContent())) {
            int chars = buffer.chars();
            String json = buffer.take(last);
            underWay = new AnswerBatch(json, written, chars - buffer.chars(), last != null);
        }
        return underWay;
    }

    /** The request under way is stored. */
    void stored(AnswerBatch batch) {
        stored = batch.upTo();
        underWay = null;
    }

    /** The request under way is not sent again. */
    void rejected() {
        underWay = null;
    }

    /** Drops what waits, but not the request under way. */
    void clear() {
        buffer.clear();
    }
}
