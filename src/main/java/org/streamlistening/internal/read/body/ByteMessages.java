package org.streamlistening.internal.read.body;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.http.body.MessageBudget;
import org.streamlistening.internal.protocol.Utf8Characters;

/** A body that does not separate messages. It is cut at the size of a chunk, and text only between two characters. */
public final class ByteMessages implements MessageSource {

    private static final int SMALL = 8192;
    private static final int LONGEST_CHARACTER = 4;

    private final InputStream body;
    private final String contentType;
    private final boolean text;
    private final BodyPace pace;
    private final MessageBudget.Share memory;
    // One array for all chunks of a body. It grows with what arrives, since most responses are short.
    private byte[] chunk = new byte[SMALL];
    private int length;
    private boolean ended;
    private boolean paused;
    private @Nullable IOException broken;

    public ByteMessages(InputStream body, String contentType, BodyPace pace, MessageBudget.Share memory) {
        this.body = body;
        this.contentType = contentType;
        this.pace = pace;
        this.memory = memory;
        this.text = contentType.regionMatches(true, 0, "text/", 0, 5);
    }

    @Override
    public @Nullable StreamMessage next(int maxBytes) throws IOException {
        int limit = Math.max(maxBytes, LONGEST_CHARACTER);
        fill(limit);
        int end = whole();
        if (end > 0) {
            StreamMessage message = StreamMessage.of(chunk, 0, end, contentType);
            // At most the beginning of a character remains.
            System.arraycopy(chunk, end, chunk, 0, length - end);
            length -= end;
            return message;
        }
        if (broken != null) {
            throw broken;
        }
        paused = !ended;
        return null;
    }

    @Override
    public boolean paused() {
        return paused;
    }

    /** How many bytes can be a message. Only the end of the body cuts a character of text. */
    private int whole() {
        return text && !ended ? length - Utf8Characters.unfinished(chunk, length) : length;
    }

    @Override
    public long drop(long amount) throws IOException {
        long dropped = 0;
        byte[] waste = new byte[(int) Math.min(amount, 8192)];
        while (dropped < amount) {
            int read = body.read(waste, 0, (int) Math.min(waste.length, amount - dropped));
            if (read < 0) {
                break;
            }
            dropped += read;
        }
        return dropped;
    }

    /**
     * Reads up to the limit, until the body ends, breaks or is slow. The bytes before a failure still become messages.
     */
    private void fill(int limit) {
        try {
            while (broken == null && !ended && length < limit && !pace.isOver()) {
                if (length == chunk.length) {
                    grow(limit);
                }
                int read = body.read(chunk, length, Math.min(limit, chunk.length) - length);
                ended = read < 0;
                length += Math.max(read, 0);
                pace.received(Math.max(read, 0));
                if (whole() > 0) {
                    pace.holds();
                }
            }
        } catch (IOException e) {
            broken = e;
        }
    }

    private void grow(int limit) throws IOException {
        int size = (int) Math.min(limit, 2L * chunk.length);
        memory.reserve(size);
        int before = chunk.length;
        chunk = Arrays.copyOf(chunk, size);
        memory.release(before == SMALL ? 0 : before);
    }
}
