package org.streamlistening.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The lines of an event stream. They end at CR, LF and CRLF only; U+0085, U+2028 and U+2029 are data. */
final class SseLines {

    private final InputStream source;
    private final long limit;
    private final byte[] buffer = new byte[8192];
    private int position;
    private int end;
    private byte[] line = new byte[256];
    private int length;
    private boolean afterCr;
    private boolean first = true;

    /** @param limit how many bytes a line may have */
    SseLines(InputStream source, long limit) {
        this.source = source;
        this.limit = limit;
    }

    /** Whether bytes were read that belong to no line yet. */
    boolean hasBytes() {
        return position < end;
    }

    /** The next line without its end; null at the end of the source, where a line that was not ended is dropped. */
    @Nullable
    String next() throws IOException {
        length = 0;
        while (true) {
            if (position == end && !fill()) {
                return null;
            }
            if (afterCr) {
                // The CR has ended the line already: waiting for the LF that may follow would hold back an event.
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

    private void append(int from, int count) throws UndecodableException {
        if (length + count > limit) {
            throw new UndecodableException("a line of an event has more than " + limit
                    + " bytes. Build the client with a higher maxMessageLength, or read with long-polls");
        }
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.max(2 * line.length, length + count));
        }
        System.arraycopy(buffer, from, line, length, count);
        length += count;
    }

    private String text() throws UndecodableException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, 0, length))
                    .toString();
            boolean marked = first && text.startsWith("\ufeff");
            first = false;
            return marked ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new UndecodableException("the event stream is not UTF-8", e);
        }
    }
}
