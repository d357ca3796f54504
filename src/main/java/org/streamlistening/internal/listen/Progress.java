package org.streamlistening.internal.listen;

import java.io.Serializable;
import org.streamlistening.client.StreamPosition;

/**
 * How far a listener is in one stream.
 *
 * @param delivered where reading goes on: everything before it was delivered message by message
 * @param announced how much after that the observers of whole batches have seen already, in messages or bytes
 */
public record Progress(StreamPosition delivered, long announced) implements Serializable {

    public static final Progress NONE = at(StreamPosition.BEGINNING);

    /** A component that older bytes do not have arrives as null, and has its default. */
    public Progress {
        delivered = delivered == null ? StreamPosition.BEGINNING : delivered;
    }

    static Progress at(StreamPosition position) {
        return new Progress(position, 0);
    }

    /** The observers of batches saw so much more. */
    Progress announced(long more) {
        return new Progress(delivered, announced + more);
    }

    /** So much more was delivered, or nothing if only the name of the place changed; reading goes on at {@code next}. */
    Progress delivered(StreamPosition next, long size) {
        return new Progress(next, Math.max(0, announced - size));
    }
}
