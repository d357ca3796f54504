package org.streamlistening.client;

/** A batch arrived before the one in front of it (409 with {@code Producer-Expected-Seq}). */
final class SequenceGapException extends StreamException {

    private static final long serialVersionUID = 1;

    SequenceGapException(String message, String streamId) {
        super(message, streamId, 409, false, null, null);
    }
}
