package org.streamlistening.internal.store.files;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The checksum of a {@link JournalFrame}. It tells the frames of one journal from rests of an earlier use of the file,
 * and from bytes that a client appended in order to imitate a frame: clients do not know the key.
 *
 * @param key the secret key of the store
 * @param journal the number of the journal
 */
public record FrameChecksum(long key, long journal) {

    int of(ByteBuffer content) {
        CRC32C crc = new CRC32C();
        crc.update(content.duplicate());
        return (int) crc.getValue();
    }

    public int of(long position, int length, int contentChecksum) {
        ByteBuffer header = ByteBuffer.allocate(3 * Long.BYTES + 2 * Integer.BYTES);
        header.putLong(key).putLong(journal).putLong(position).putInt(length).putInt(contentChecksum);
        return of(header.flip());
    }
}
