package org.streamlistening.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Lets a parser read, and keeps the characters until it is known which of them are a message. */
final class RememberingReader extends Reader {

    private final Reader source;
    private final int limit;
    private char[] kept = new char[8192];
    private int length;
    // Which position of the stream kept[0] has, and how many of the kept characters nobody will ask for any more.
    private long begin;
    private int forgotten;
    private boolean ended;

    /** @param limit how many characters are kept at most; a message that needs more is refused */
    RememberingReader(Reader source, int limit) {
        this.source = source;
        this.limit = limit;
    }

    /** Reads UTF-8; what is not, is an error and not a replacement character. */
    static RememberingReader of(InputStream body, int limit) {
        var strict = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        return new RememberingReader(new InputStreamReader(body, strict), limit);
    }

    @Override
    public int read(char[] target, int offset, int wanted) throws IOException {
        int read = source.read(target, offset, wanted);
        if (read < 0) {
            ended = true;
            return read;
        }
        makeRoom(read);
        System.arraycopy(target, offset, kept, length, read);
        length += read;
        return read;
    }

    private void makeRoom(int more) throws UndecodableException {
        if (length + more <= kept.length) {
            return;
        }
        int needed = length - forgotten + more;
        if (needed > limit) {
            throw new UndecodableException("a message has more than " + limit + " characters, the limit that is set");
        }
        char[] room = needed > kept.length / 2 ? new char[Math.max(2 * kept.length, needed)] : kept;
        System.arraycopy(kept, forgotten, room, 0, length - forgotten);
        kept = room;
        begin += forgotten;
        length -= forgotten;
        forgotten = 0;
    }

    /** The characters between two positions of the stream; everything before the second one is forgotten. */
    String take(long from, long to) {
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

    /** Whether there was never anything to read. */
    boolean isEmpty() {
        return ended && begin + length == 0;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
