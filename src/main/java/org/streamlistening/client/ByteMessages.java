package org.streamlistening.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamMessage;

/** A body without boundaries: whole chunks, and text only cut between two characters. */
final class ByteMessages implements MessageSource {

    private static final int SMALL = 8192;
    private static final int LONGEST_CHARACTER = 4;

    private final InputStream body;
    private final String contentType;
    private final boolean text;
    // One for all chunks of a body, and no larger than what arrives: most answers are short.
    private byte[] chunk = new byte[SMALL];
    private int length;
    private @Nullable IOException broken;

    ByteMessages(InputStream body, String contentType) {
        this.body = body;
        this.contentType = contentType;
        this.text = contentType.regionMatches(true, 0, "text/", 0, 5);
    }

    @Override
    public @Nullable StreamMessage next(int maxBytes) throws IOException {
        int limit = Math.max(maxBytes, LONGEST_CHARACTER);
        fill(limit);
        boolean cut = length == limit || broken != null;
        int end = text && cut ? length - unfinished(chunk, length) : length;
        if (end > 0) {
            StreamMessage message = StreamMessage.of(chunk, 0, end, contentType);
            // The beginning of a character at most.
            System.arraycopy(chunk, end, chunk, 0, length - end);
            length -= end;
            return message;
        }
        if (broken != null) {
            throw broken;
        }
        return null;
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

    /** Up to the limit, or as far as the body goes; what came before it broke still counts. */
    private void fill(int limit) {
        try {
            for (int read = 0; broken == null && read >= 0 && length < limit; length += Math.max(read, 0)) {
                if (length == chunk.length) {
                    chunk = Arrays.copyOf(chunk, Math.min(limit, 2 * chunk.length));
                }
                read = body.read(chunk, length, Math.min(limit, chunk.length) - length);
            }
        } catch (IOException e) {
            broken = e;
        }
    }

    /** How many bytes at the end begin a character that is not complete; 0 also if this is not UTF-8 at all. */
    private static int unfinished(byte[] chunk, int length) {
        for (int back = 1; back < LONGEST_CHARACTER && back <= length; back++) {
            int octet = chunk[length - back] & 0xff;
            if (octet < 0x80) {
                return 0;
            }
            if (octet >= 0xc0) {
                int wanted = octet >= 0xf0 ? 4 : octet >= 0xe0 ? 3 : 2;
                return wanted > back ? back : 0;
            }
        }
        return 0;
    }
}
