package org.streamlistening.internal.http;

import org.streamlistening.client.StreamException;

/** A batch arrived before the one in front of it (409 with {@code Producer-Expected-Seq}). */
public final class SequenceGapException extends StreamException {

    private static final long serialVersionUID = 1;

    SequenceGapException(String message, String streamId) {
        super(message, streamId, 409, false, null, null);
    }
}
