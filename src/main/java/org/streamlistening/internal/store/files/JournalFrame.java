package org.streamlistening.internal.store.files;

import java.nio.ByteBuffer;

/**
 * One write to the journal, which is valid completely or not at all:
 *
 * <pre>
 * length of the content (4 bytes), its checksum (4), checksum of both and of the position of the frame (4)
 * content
 * zeros, up to a multiple of {@value #STEP}
 * zeros, in place of the next header
 * </pre>
 *
 * <p>A frame is written only after the previous one is durable. An incomplete frame is therefore the end of the
 * journal: a crash interrupted the write, which was never acknowledged. If a later frame exists, the journal is
 * damaged.
 */
public final class JournalFrame {

    public static final int HEADER = 3 * Integer.BYTES;

    /** Frames begin at multiples of this, so that the search for a frame after a damaged one is short. */
    public static final int STEP = 64;

    private JournalFrame() {}

    /** The size of a frame, without the zeros in place of the next header. */
    static long size(int length) {
        return ((long) HEADER + length + STEP - 1) / STEP * STEP;
    }

    /** Completes the content of a writer, after the space for a header, to the frame at a position. */
    public static ByteBuffer complete(RecordWriter content, FrameChecksum checksum, long position) {
        int length = content.size() - HEADER;
        content.zeros((int) (size(length) - content.size()) + HEADER);
        ByteBuffer frame = content.view();
        int contentChecksum = checksum.of(content(frame, length));
        frame.putInt(0, length).putInt(4, contentChecksum).putInt(8, checksum.of(position, length, contentChecksum));
        return frame;
    }

    private static ByteBuffer content(ByteBuffer frame, int length) {
        return frame.slice(HEADER, length);
    }

    /** Whether a frame begins here. */
    public static boolean isHeader(ByteBuffer bytes, int at, FrameChecksum checksum, long position) {
        int length = bytes.getInt(at);
        return length > 0 && bytes.getInt(at + 8) == checksum.of(position, length, bytes.getInt(at + 4));
    }
}
