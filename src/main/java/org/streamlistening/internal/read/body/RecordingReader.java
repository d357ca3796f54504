package org.streamlistening.internal.read.body;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.streamlistening.internal.http.MessageBudget;
import org.streamlistening.internal.http.UndecodableException;

/** Reads characters, and keeps them until it is known which of them are a message. */
public final class RecordingReader {

    // How much is read at a time, and so beyond the limit at most.
    private static final int AHEAD = 8192;

    // No array can be longer.
    private static final int LONGEST = Integer.MAX_VALUE - 8;

    // A buffer of this size is given back once most of it is not needed any more.
    private static final int LARGE = 1 << 17;

    private final Reader source;
    private final int limit;
    private final BooleanSupplier bytesEnded;
    private final BodyPace pace;
    private final MessageBudget.Share memory;
    private char[] kept = new char[AHEAD];
    private int length;
    // Which position of the stream kept[0] has, and how many of the kept characters are not needed any more.
    private long begin;
    private int forgotten;
    private boolean ended;

    /** @param limit how many characters a message may have */
    public RecordingReader(Reader source, int limit, MessageBudget.Share memory) {
        this(source, limit, () -> false, BodyPace.none(), memory);
    }

    private RecordingReader(
            Reader source, int limit, BooleanSupplier bytesEnded, BodyPace pace, MessageBudget.Share memory) {
        this.source = source;
        this.limit = limit;
        this.bytesEnded = bytesEnded;
        this.pace = pace;
        this.memory = memory;
    }

    /** Reads UTF-8; what is not, is an error and not a replacement character. */
    public static RecordingReader of(InputStream body, int limit, BodyPace pace, MessageBudget.Share memory) {
        var strict = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        Bytes bytes = new Bytes(body);
        return new RecordingReader(new InputStreamReader(bytes, strict), limit, () -> bytes.ended, pace, memory);
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

    /**
     * Reads what has arrived, and waits for it.
     *
     * @return whether anything came; false: the source has nothing more
     * @throws UndecodableException if what is kept is more than a message may have
     */
    boolean fill() throws IOException {
        int most = (int) Math.min(AHEAD, (long) limit + AHEAD - (length - forgotten));
        if (most <= 0) {
            throw tooLong();
        }
        makeRoom(most);
        int read = source.read(kept, length, most);
        if (read < 0) {
            ended = true;
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

    private void makeRoom(int more) throws IOException {
        int needed = length - forgotten + more;
        boolean tooLarge = kept.length > LARGE && needed < kept.length / 8;
        if (length + more <= kept.length && !tooLarge) {
            return;
        }
        int size = (int) Math.min(Math.max(AHEAD, 2L * needed), Math.min(limit + 2L * AHEAD, LONGEST));
        boolean grows = needed > kept.length / 2 && size > kept.length;
        char[] room = kept;
        if (grows || tooLarge) {
            memory.reserve(charged(size));
            room = new char[size];
        }
        System.arraycopy(kept, forgotten, room, 0, length - forgotten);
        if (room != kept) {
            memory.release(charged(kept.length));
        }
        kept = room;
        begin += forgotten;
        length -= forgotten;
        forgotten = 0;
    }

    /** The first buffer is not counted: every reader has one. */
    private static long charged(int size) {
        return size <= AHEAD ? 0 : 2L * size;
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
        forget(to);
        return new String(kept, (int) (from - begin), (int) (to - from));
    }

    /** Nothing before this position is needed any more. */
    void forget(long to) {
        forgotten = (int) (to - begin);
    }

    /** The position behind the last character that was read. */
    long end() {
        return begin + length;
    }

    char at(long position) {
        return kept[(int) (position - begin)];
    }

    /** Whether the source ended in the middle of a character, if it is said not to be UTF-8. */
    boolean endedInCharacter() {
        return bytesEnded.getAsBoolean();
    }

    /** Whether there was never anything to read. */
    boolean isEmpty() {
        return ended && begin + length == 0;
    }
}
