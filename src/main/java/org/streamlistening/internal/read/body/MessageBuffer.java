package org.streamlistening.internal.read.body;

import java.io.IOException;
import java.io.InputStream;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.http.body.MessageBudget;
import org.streamlistening.internal.http.body.UndecodableException;
import org.streamlistening.internal.protocol.json.InvalidJsonException;
import org.streamlistening.internal.protocol.json.JsonSplitter;

/** Buffers the bytes of a JSON body until the splitter has found the message to which they belong. */
final class MessageBuffer {

    private static final int SMALL = 16_384;

    /** How many bytes are read at a time, and at most beyond the limit. */
    private static final int AHEAD = 8192;

    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    /** A buffer of this size is replaced by a smaller one as soon as most of it is not needed. */
    private static final int LARGE = 1 << 17;

    /** The most bytes that UTF-8 needs for one character of a {@link String}. */
    private static final long LONGEST_CHARACTER = 3;

    private final InputStream source;
    private final int limit;
    private final BodyPace pace;
    private final MessageBudget.Share memory;
    private final JsonSplitter splitter;
    private byte[] bytes = new byte[SMALL];
    private int length;

    /** The position of {@code bytes[0]} in the body. */
    private long begin;

    /** @param limit how many characters a message can have */
    MessageBuffer(InputStream source, JsonSplitter splitter, int limit, BodyPace pace, MessageBudget.Share memory) {
        this.source = source;
        this.splitter = splitter;
        this.limit = limit;
        this.pace = pace;
        this.memory = memory;
    }

    JsonSplitter splitter() {
        return splitter;
    }

    /** Continues to split what was read; false: it holds no further end of a message. */
    boolean split() throws InvalidJsonException {
        return splitter.next(bytes, index(splitter.position()), length);
    }

    private int index(long position) {
        return (int) (position - begin);
    }

    /** Whether the splitter has not seen all that was read. */
    boolean hasUnscanned() {
        return index(splitter.position()) < length;
    }

    /**
     * Reads what has arrived, or waits for it.
     *
     * @return false: the body has ended
     * @throws UndecodableException if the message that has begun is too long
     */
    boolean fill() throws IOException {
        if (splitter.isInMessage() && splitter.characters() >= (long) limit + AHEAD) {
            throw tooLong();
        }
        makeRoom();
        int read = source.read(bytes, length, Math.min(AHEAD, bytes.length - length));
        if (read < 0) {
            return false;
        }
        length += read;
        pace.received(read);
        return true;
    }

    private UndecodableException tooLong() {
        return new UndecodableException("a message has more than " + limit
                + " characters. Build the client with a higher maxMessageLength, or write shorter messages");
    }

    /** Only the bytes of a message that has begun are still needed. */
    private void makeRoom() throws IOException {
        int from = index(splitter.isInMessage() ? splitter.begin() : splitter.position());
        long needed = (long) length - from + AHEAD;
        boolean tooLarge = bytes.length > LARGE && needed < bytes.length / 8;
        if (length + AHEAD <= bytes.length && !tooLarge) {
            return;
        }
        int size = (int)
                Math.min(Math.max(SMALL, 2L * needed), Math.min(LONGEST_CHARACTER * limit + SMALL, LONGEST_ARRAY));
        boolean grows = needed > bytes.length - bytes.length / 4 && size > bytes.length;
        byte[] room = bytes;
        if (grows || tooLarge) {
            memory.reserve(charged(size));
            room = new byte[size];
        }
        System.arraycopy(bytes, from, room, 0, length - from);
        if (room != bytes) {
            memory.release(charged(bytes.length));
        }
        bytes = room;
        begin += from;
        length -= from;
    }

    /** The first buffer does not count: every reader has one. */
    private static long charged(int size) {
        return size <= SMALL ? 0 : size;
    }

    /**
     * The last message that ended.
     *
     * @throws UndecodableException if it is too long
     */
    StreamMessage message(String contentType) throws UndecodableException {
        if (splitter.characters() > limit) {
            throw tooLong();
        }
        int from = index(splitter.begin());
        return StreamMessage.of(bytes, from, index(splitter.end()) - from, contentType);
    }

    /** Whether the body has no bytes so far. */
    boolean isEmpty() {
        return begin + length == 0;
    }
}
