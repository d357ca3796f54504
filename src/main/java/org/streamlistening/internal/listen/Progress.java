package org.streamlistening.internal.listen;

import java.io.Serializable;
import org.streamlistening.client.StreamPosition;

/**
 * The progress of a listener in one stream.
 *
 * @param delivered the position at which reading goes on: the observers of messages received everything before it
 * @param announced the messages or bytes after that position which the observers of batches have received
 */
public record Progress(StreamPosition delivered, long announced) implements Serializable {

    public static final Progress NONE = at(StreamPosition.BEGINNING);

    /** A component that the bytes of an older version lack is null, and gets its default. */
    public Progress {
        delivered = delivered == null ? StreamPosition.BEGINNING : delivered;
    }

    static Progress at(StreamPosition position) {
        return new Progress(position, 0);
    }

    /** The progress after the observers of batches received more. */
    Progress announced(long more) {
        return new Progress(delivered, announced + more);
    }

    /**
     * The progress after a message was delivered.
     *
     * @param next the position at which reading goes on
     * @param size the size of the message; 0 if only the offset of the same position changed
     */
    Progress delivered(StreamPosition next, long size) {
        return new Progress(next, Math.max(0, announced - size));
    }
}
