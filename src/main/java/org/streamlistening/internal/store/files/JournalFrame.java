package org.streamlistening.internal.store.files;

import java.nio.ByteBuffer;

/**
 * One write to the journal, of which either everything counts or nothing:
 *
 * <pre>
 * length of the content (4 bytes), its checksum (4), checksum of both and of where this is (4)
 * content
 * zeros, up to a multiple of {@value #STEP}
 * zeros, where the next header will be
 * </pre>
 *
 * <p>A frame is written only after the one before it was made safe. So what is not whole is the end of the journal, torn
 * while it was written and never acknowledged, unless a later frame is there: then it is damage.
 */
public final class JournalFrame {

    public static final int HEADER = 3 * Integer.BYTES;

    /** Frames begin at multiples of this: few enough places to look for one behind a damaged one. */
    public static final int STEP = 64;

    private JournalFrame() {}

    /** How much room a frame takes, without the zeros where the next one begins. */
    static long size(int length) {
        return ((long) HEADER + length + STEP - 1) / STEP * STEP;
    }

    /** Completes what is in the writer, behind room for a header, as the frame at that position. */
    public static ByteBuffer seal(RecordWriter content, FrameChecksum checksum, long position) {
        int length = content.size() - HEADER;
        content.zeros((int) (size(length) - content.size()) + HEADER);
        ByteBuffer frame = content.view();
        int contentSeal = checksum.of(content(frame, length));
        frame.putInt(0, length).putInt(4, contentSeal).putInt(8, checksum.of(position, length, contentSeal));
        return frame;
    }

    private static ByteBuffer content(ByteBuffer frame, int length) {
        return frame.slice(HEADER, length);
    }

    /** Whether a frame was begun here. */
    public static boolean isHeader(ByteBuffer bytes, int at, FrameChecksum checksum, long position) {
        int length = bytes.getInt(at);
        return length > 0 && bytes.getInt(at + 8) == checksum.of(position, length, bytes.getInt(at + 4));
    }
}
