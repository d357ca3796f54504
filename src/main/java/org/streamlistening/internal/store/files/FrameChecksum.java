package org.streamlistening.internal.store.files;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * By what a {@link JournalFrame} is known to be one of that journal, and not what an earlier life of the file left, nor what
 * somebody appended to a stream to look like one: nobody outside knows the key.
 *
 * @param key of the store
 * @param journal the number of the journal
 */
public record FrameChecksum(long key, long journal) {

    int of(ByteBuffer content) {
        CRC32C crc = new CRC32C();
        crc.update(content.duplicate());
        return (int) crc.getValue();
    }

    public int of(long position, int length, int contentSeal) {
        ByteBuffer header = ByteBuffer.allocate(3 * Long.BYTES + 2 * Integer.BYTES);
        header.putLong(key).putLong(journal).putLong(position).putInt(length).putInt(contentSeal);
        return of(header.flip());
    }
}
