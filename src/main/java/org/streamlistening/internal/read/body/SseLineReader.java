package org.streamlistening.internal.read.body;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.http.body.MessageBudget;
import org.streamlistening.internal.http.body.UndecodableException;

/** Reads the lines of an event stream. They end with CR, LF or CRLF only; U+0085, U+2028 and U+2029 are data. */
final class SseLineReader {

    private static final int SMALL = 8192;
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final InputStream source;
    private final long limit;
    private final BodyPace pace;
    private final MessageBudget.Share memory;
    private final byte[] buffer = new byte[8192];
    private int position;
    private int end;
    private byte[] line = new byte[SMALL];
    private int length;
    private boolean afterCr;
    private boolean first = true;
    private boolean exact = true;
    private boolean paused;

    /** @param limit how many bytes a line can have */
    SseLineReader(InputStream source, long limit, BodyPace pace, MessageBudget.Share memory) {
        this.source = source;
        this.limit = limit;
        this.pace = pace;
        this.memory = memory;
    }

    /** Whether bytes were read that no line contains yet. */
    boolean hasBytes() {
        return position < end;
    }

    /**
     * The next line without its end; null at the end of the source, or if this reader is paused. At the end, a line
     * without an end is dropped.
     */
    @Nullable
    String next() throws IOException {
        if (!paused) {
            begin();
        }
        paused = false;
        while (true) {
            if (position == end) {
                paused = pace.isOver();
                if (paused || !fill()) {
                    return null;
                }
            }
            if (afterCr) {
                // The CR has ended the line: to wait for the LF that may follow would delay an event.
                afterCr = false;
                if (buffer[position] == '\n') {
                    position++;
                    continue;
                }
            }
            int from = position;
            while (position < end && buffer[position] != '\n' && buffer[position] != '\r') {
                position++;
            }
            append(from, position - from);
            if (position < end) {
                afterCr = buffer[position++] == '\r';
                return text();
            }
        }
    }

    private boolean fill() throws IOException {
        position = 0;
        end = source.read(buffer);
        if (end < 0) {
            end = 0;
            return false;
        }
        return true;
    }

    private void append(int from, int count) throws IOException {
        if (length + count > limit) {
            throw new UndecodableException("a line of an event has more than " + limit
                    + " bytes. Build the client with a higher maxMessageLength, or read with long-polls");
        }
        if (length + count > line.length) {
            grow(length + count);
        }
        System.arraycopy(buffer, from, line, length, count);
        length += count;
    }

    private void grow(int needed) throws IOException {
        int size = (int) Math.min(Math.max(2L * line.length, needed), Math.min(limit, LONGEST_ARRAY));
        memory.reserve(size);
        byte[] before = line;
        line = Arrays.copyOf(before, size);
        memory.release(before.length == SMALL ? 0 : before.length);
    }

    /** Begins a line, and releases the buffer of a long one. */
    private void begin() {
        length = 0;
        if (line.length > SMALL) {
            memory.release(line.length);
            line = new byte[SMALL];
        }
    }

    /** Whether there was no line because the source is slow. */
    boolean paused() {
        return paused;
    }

    /** Decodes the line as the HTML standard does: bytes that are not UTF-8 become replacement characters. */
    private String text() {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, 0, length))
                    .toString();
            exact = true;
        } catch (CharacterCodingException e) {
            text = new String(line, 0, length, StandardCharsets.UTF_8);
            exact = false;
        }
        boolean marked = first && text.startsWith("\ufeff");
        first = false;
        return marked ? text.substring(1) : text;
    }

    /** Whether the last line was UTF-8. */
    boolean exact() {
        return exact;
    }
}
