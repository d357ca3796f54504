package org.streamlistening.internal.read;

import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.read.response.OffsetWentBackException;

/**
 * Collects signs that the server does not know the offset of a reader, until this is certain. For the thread that
 * reads.
 */
final class LostOffsetDetector {

    /** How often in a row a response can continue at an earlier offset than that of its request. */
    private static final int MAX_STEPS_BACK = 5;

    private static final int BAD_REQUEST = 400;

    private final ReadErrors errors;
    private int stepsBack;
    private @Nullable StreamException rejectedLive;
    private @Nullable StreamException aboutLiveMode;

    LostOffsetDetector(ReadErrors errors) {
        this.errors = errors;
    }

    /** Whether an error may be about the offset. A server accepts {@code -1} and {@code now} for each stream. */
    boolean mayBeAbout(Offset offset, StreamException error) {
        return error.status() == BAD_REQUEST
                && error != aboutLiveMode
                && !offset.equals(Offset.BEGINNING)
                && !offset.equals(Offset.NOW);
    }

    /**
     * The server rejected a request, perhaps because of its offset. An error for a live read may be about the live mode
     * as well: a plain read decides.
     *
     * @throws org.streamlistening.client.StreamGoneException if the request was a plain read
     */
    void rejected(StreamException error, boolean live) {
        rejectedLive = live ? error : null;
        if (!live) {
            throw errors.unknownOffset(error);
        }
    }

    /**
     * The server accepted the offset.
     *
     * @throws StreamException the error of the live read before, if there was one: it was not about the offset
     */
    void accepted() {
        StreamException error = rejectedLive;
        rejectedLive = null;
        aboutLiveMode = error;
        if (error != null) {
            throw error;
        }
    }

    /**
     * A response continued at an earlier offset. A cache may have sent it, and the next one may be better.
     *
     * @throws org.streamlistening.client.StreamGoneException if there were too many in a row
     */
    void wentBack(OffsetWentBackException response) {
        if (++stepsBack > MAX_STEPS_BACK) {
            stepsBack = 0;
            throw errors.wentBack(response);
        }
    }

    void progressed() {
        stepsBack = 0;
    }
}
