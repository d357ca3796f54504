package org.streamlistening.internal.engine.content;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.streamlistening.internal.engine.state.ContentType;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.protocol.Utf8Characters;
import org.streamlistening.internal.store.StreamBytes;
import org.streamlistening.internal.store.StreamLog;

/**
 * Cuts the content of a stream into pages. Pure functions on stored bytes, for any thread.
 *
 * @param stream the identity of the stream
 */
record PageRule(long stream, ContentType type, StreamLog log) {

    /** The page from a position before the tail, up to this many bytes, but at least one message. */
    ContentPage page(StreamState now, long from, int limit, long earliest) {
        if (from > earliest) {
            rejectWithinMessage(from);
        }
        long next = now.tail() - from <= limit ? now.tail() : end(from, limit);
        boolean upToDate = next == now.tail();
        // Without the comma after the last message.
        StreamBytes bytes = log.bytes(from, type.isJson() ? next - 1 : next);
        return new ContentPage(stream, from, next, upToDate, upToDate && now.closed(), bytes);
    }

    /** The page up to the last append that ends with a complete UTF-8 character. */
    ContentPage withoutUnfinishedCharacter(ContentPage page, long earliest) {
        long end = endOfCharacters(page.from(), page.next(), earliest);
        if (end == page.next()) {
            return page;
        }
        StreamBytes bytes = end == page.from() ? StreamBytes.NONE : log.bytes(page.from(), end);
        return new ContentPage(stream, page.from(), end, page.upToDate(), false, bytes);
    }

    /** The end of the page from a position, up to this many bytes, but after at least one message. */
    private long end(long from, int limit) {
        long end = log.endOf(log.messagesUpTo(from + limit));
        if (end > from) {
            return end;
        }
        long endOfMessage = log.endOf(log.messagesUpTo(from) + 1);
        // A cut within a character would make the text unreadable until its rest arrives.
        return type.isText()
                ? endOfMessage
                : Math.min(endOfMessage, from + Math.max(ReadableContent.STEP, limit - limit % ReadableContent.STEP));
    }

    /** Rejects an offset that the stream never issued. */
    private void rejectWithinMessage(long from) {
        long within = from - log.endOf(log.messagesUpTo(from));
        if (within != 0 && (type.isText() || within % ReadableContent.STEP != 0)) {
            throw RequestRejectedException.invalid("the offset is not one that this stream issues");
        }
    }

    /**
     * The end of the last append up to a position that ends with a complete UTF-8 character; the position itself if the
     * bytes are not UTF-8. It is among the last few, since an incomplete character has three bytes at most.
     */
    private long endOfCharacters(long from, long next, long earliest) {
        long end = next;
        for (int appends = 0; end > from && isWithinCharacter(end, earliest); appends++) {
            if (appends > Utf8Characters.LONGEST_BEGINNING) {
                return next;
            }
            end = Math.max(from, log.endOf(log.messagesUpTo(end) - 1));
        }
        return end;
    }

    /** Whether a UTF-8 character starts before this position and ends after it. */
    boolean isWithinCharacter(long position, long earliest) {
        byte[] end = before(position, earliest);
        return Utf8Characters.unfinished(end, end.length) > 0;
    }

    /** The last bytes before a position, as many as an incomplete character can have. */
    private byte[] before(long position, long earliest) {
        long from = Math.max(earliest, position - Utf8Characters.LONGEST_BEGINNING);
        ByteArrayOutputStream end = new ByteArrayOutputStream(Utf8Characters.LONGEST_BEGINNING);
        try {
            StreamBytes bytes = from >= position ? StreamBytes.NONE : log.bytes(from, position);
            while (bytes.remaining() > 0) {
                bytes.writeNext(end, Utf8Characters.LONGEST_BEGINNING);
            }
        } catch (IOException notOfAnArray) {
            throw new UncheckedIOException(notOfAnArray);
        }
        return end.toByteArray();
    }

    /**
     * The position of a fork.
     *
     * @param tail the tail of the source
     */
    long fork(long anchor, long subOffset, long tail) {
        if (subOffset == 0) {
            return anchor;
        }
        long boundary = Math.min(log.appendEndAfter(anchor), tail);
        long message = log.messagesUpTo(anchor);
        long available = type.isJson() ? log.messagesUpTo(boundary) - message : boundary - anchor;
        if (subOffset > available) {
            throw RequestRejectedException.invalid("the fork's sub-offset goes further than the next append");
        }
        return type.isJson() ? log.endOf(message + subOffset) : anchor + subOffset;
    }
}
