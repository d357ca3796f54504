package org.streamlistening.internal.read;

import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.client.StreamException;

/**
 * What speaks against the offset of a reader, until it is known that the server has lost it. For the thread that reads.
 */
final class LostOffsetDetector {

    /** How often in a row a server may go on at an earlier offset than it was asked with. */
    private static final int MAX_TURNS_BACK = 5;

    private static final int BAD_REQUEST = 400;

    private final ReadRequests questions;
    private int turnsBack;
    private @Nullable StreamException refusedLive;
    private @Nullable StreamException aboutWaiting;

    LostOffsetDetector(ReadRequests questions) {
        this.questions = questions;
    }

    /** Whether a refusal may be about the offset, which the server gave out: as every one but {@code -1} and {@code now}. */
    boolean mayBeAbout(Offset offset, StreamException refusal) {
        return refusal.status() == BAD_REQUEST
                && refusal != aboutWaiting
                && !offset.equals(Offset.BEGINNING)
                && !offset.equals(Offset.NOW);
    }

    /**
     * A refusal that may be about the offset. If it came to a live read it may be about waiting, too: a plain read has to
     * tell.
     *
     * @throws org.streamlistening.client.StreamGoneException if it came to a plain read
     */
    void refused(StreamException refusal, boolean live) {
        refusedLive = live ? refusal : null;
        if (!live) {
            throw questions.unknownOffset(refusal);
        }
    }

    /**
     * The server took the offset.
     *
     * @throws StreamException the refusal of the live read before, if there was one: it was not about the offset
     */
    void accepted() {
        StreamException refusal = refusedLive;
        refusedLive = null;
        aboutWaiting = refusal;
        if (refusal != null) {
            throw refusal;
        }
    }

    /**
     * An answer that is no progress: a cache may have sent it, and the next one may be better.
     *
     * @throws org.streamlistening.client.StreamGoneException if there were too many in a row
     */
    void turnedBack(OffsetWentBackException answer) {
        if (++turnsBack > MAX_TURNS_BACK) {
            turnsBack = 0;
            throw questions.turnedBack(answer);
        }
    }

    void progressed() {
        turnsBack = 0;
    }
}
