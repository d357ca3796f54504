package org.streamlistening.internal.serve.read;

import java.io.IOException;
import org.streamlistening.internal.serve.exchange.ResponseSink;

/** Writes events, comments and flushes, one at a time. Guarded by its reader. */
final class SseOutput {

    private static final byte[] NOTHING = {};
    private static final byte[] COMMENT = {':', '\n', '\n'};

    private final ResponseSink out;
    private final SseEventWriter events;
    private boolean commentIsDue;
    private boolean blocked;
    private boolean progressed;
    private boolean unflushed;
    /** Open Liberty ignores the first flush of a response, so there is a second one. */
    private boolean flushAgain = true;

    SseOutput(ResponseSink out, SseEventWriter events) {
        this.out = out;
        this.events = events;
    }

    void start(ResponseSink.Writer writer) {
        out.start(writer);
    }

    /** Whether the reader can receive another piece now. */
    boolean isReady() {
        boolean ready = out.isReady();
        blocked = !ready;
        return ready;
    }

    /** Whether the reader has read nothing since the last call, although there was something to read. */
    boolean isStuck() {
        boolean stuck = blocked && !progressed;
        progressed = false;
        return stuck;
    }

    /**
     * Whether a comment follows, as a sign of life. Only a sink whose silence can look like a dead connection gets it.
     */
    void comment(boolean isDue) {
        commentIsDue = isDue && out.needsSignsOfLife();
    }

    /**
     * Writes the next piece, or flushes.
     *
     * @param over whether no further event may begin
     * @param begin starts the response before its first piece
     * @return false if there was nothing to write or to flush
     */
    boolean write(boolean over, Runnable begin) throws IOException {
        boolean written = writeOrFlush(over, begin);
        progressed |= written;
        return written;
    }

    private boolean writeOrFlush(boolean over, Runnable begin) throws IOException {
        byte[] piece = nextPiece(over);
        if (piece.length > 0) {
            begin.run();
            out.write(piece);
            unflushed = true;
            return true;
        }
        if (unflushed) {
            unflushed = flushAgain;
            flushAgain = false;
            out.flush();
            return true;
        }
        return false;
    }

    private byte[] nextPiece(boolean over) throws IOException {
        if (!events.betweenEvents()) {
            return events.next();
        }
        if (commentIsDue) {
            commentIsDue = false;
            return COMMENT;
        }
        return over ? NOTHING : events.next();
    }
}
