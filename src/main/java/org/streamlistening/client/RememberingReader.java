package org.streamlistening.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Lets a parser read, and keeps the characters until it is known which of them are a message. */
final class RememberingReader extends Reader {

    private static final int LARGE = 1 << 16;

    // What is read beyond the limit at most: what stands around a message, and the beginning of the next ones.
    private static final int AHEAD = 8192;

    private final Reader source;
    private final int limit;
    private final BooleanSupplier bytesEnded;
    private char[] kept = new char[AHEAD];
    private int length;
    // Which position of the stream kept[0] has, and how many of the kept characters nobody will ask for any more.
    private long begin;
    private int forgotten;
    private boolean ended;
    private @Nullable IOException broken;

    /** @param limit how many characters a message may have */
    RememberingReader(Reader source, int limit) {
        this(source, limit, () -> false);
    }

    private RememberingReader(Reader source, int limit, BooleanSupplier bytesEnded) {
        this.source = source;
        this.limit = limit;
        this.bytesEnded = bytesEnded;
    }

    /** Reads UTF-8; what is not, is an error and not a replacement character. */
    static RememberingReader of(InputStream body, int limit) {
        var strict = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        Bytes bytes = new Bytes(body);
        return new RememberingReader(new InputStreamReader(bytes, strict), limit, () -> bytes.ended);
    }

    /** Notes its end, which a decoder asks for only when a character is not complete, or nothing is left. */
    private static final class Bytes extends FilterInputStream {

        private boolean ended;

        Bytes(InputStream body) {
            super(body);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            ended |= read < 0;
            return read;
        }
    }

    @Override
    public int read(char[] target, int offset, int wanted) throws IOException {
        if (broken != null) {
            throw broken;
        }
        int most = (int) Math.min(wanted, (long) limit + AHEAD - (length - forgotten));
        if (most <= 0) {
            throw tooLong();
        }
        int read = most < LARGE ? source.read(target, offset, most) : filled(target, offset, most);
        if (read < 0) {
            ended = true;
            return read;
        }
        makeRoom(read);
        System.arraycopy(target, offset, kept, length, read);
        length += read;
        return read;
    }

    /**
     * As much as is wanted: a parser wants so much only in the middle of a very long value, and Parsson copies all that
     * it has of that value each time it gets more. What came before the source broke still counts.
     */
    private int filled(char[] target, int offset, int wanted) throws IOException {
        int length = 0;
        try {
            for (int read = 0; read >= 0 && length < wanted; length += Math.max(read, 0)) {
                read = source.read(target, offset + length, wanted - length);
            }
        } catch (IOException e) {
            if (length == 0) {
                throw e;
            }
            broken = e;
        }
        return length == 0 ? -1 : length;
    }

    private UndecodableException tooLong() {
        return new UndecodableException("a message has more than " + limit
                + " characters. Build the client with a higher maxMessageLength, or write shorter messages");
    }

    private void makeRoom(int more) {
        if (length + more <= kept.length) {
            return;
        }
        int needed = length - forgotten + more;
        char[] room = needed > kept.length / 2 ? new char[Math.max(2 * kept.length, needed)] : kept;
        System.arraycopy(kept, forgotten, room, 0, length - forgotten);
        kept = room;
        begin += forgotten;
        length -= forgotten;
        forgotten = 0;
    }

    /**
     * The characters between two positions of the stream; everything before the second one is forgotten.
     *
     * @throws UndecodableException if these are more than a message may have
     */
    String take(long from, long to) throws UndecodableException {
        if (to - from > limit) {
            throw tooLong();
        }
        forgotten = (int) (to - begin);
        return new String(kept, (int) (from - begin), (int) (to - from));
    }

    /** Whether something behind this position was read. */
    boolean knows(long position) {
        return position < begin + length;
    }

    char at(long position) {
        return kept[(int) (position - begin)];
    }

    /** Whether the source has nothing more. */
    boolean ended() {
        return ended;
    }

    /** Whether the source ended in the middle of a character, if it is said not to be UTF-8. */
    boolean endedInCharacter() {
        return bytesEnded.getAsBoolean();
    }

    /** Whether there was never anything to read. */
    boolean isEmpty() {
        return ended && begin + length == 0;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
