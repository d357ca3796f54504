package org.streamlistening.internal.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The part of a response body that the server has written and the client has not read, and how the body ends. Guarded
 * by its pipe.
 */
final class HeldBody {

    /** The bytes of the body at which the server must wait; also the largest piece that it can write at once. */
    static final int MAX_BYTES = 64 * 1024;

    private final Queue<ByteBuffer> pieces = new ArrayDeque<>();
    private long held;
    /** The rest of the announced length of the body; negative if none was announced. */
    private long missing = -1;

    /** Whether the client can see the status and the headers. */
    private boolean committed;

    private boolean ended;
    private boolean closed;
    private @Nullable IOException failure;

    void announce(long length) {
        missing = length;
    }

    /** Discards everything that is held. */
    void reset() {
        pieces.clear();
        held = 0;
        missing = -1;
    }

    boolean isCommitted() {
        return committed;
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Whether the server can write. A write into a closed pipe fails, and so reports to the server that the client has
     * gone.
     */
    boolean isReady() {
        return closed || held < MAX_BYTES;
    }

    /** Whether the server can write, and a client waits for it. */
    boolean continues() {
        return !ended && !closed && held < MAX_BYTES;
    }

    /** @param commits whether the client can read from now on */
    void add(byte[] bytes, int offset, int length, boolean commits) {
        committed |= commits;
        pieces.add(ByteBuffer.wrap(bytes, offset, length));
        held += length;
        missing = Math.max(-1, missing - length);
    }

    /** The server ends the body. */
    void end() {
        if (missing > 0) {
            fail(new IOException("the server ended its response in the middle"));
        }
        committed = true;
        ended = true;
    }

    void fail(IOException cause) {
        if (failure == null && !ended) {
            failure = cause;
            committed = true;
        }
    }

    /** The client closes the response. @return whether the server had not ended the body */
    boolean close() {
        closed = true;
        pieces.clear();
        held = 0;
        return !ended;
    }

    /** Whether the client learns something from a read: bytes, the end or a failure. */
    boolean isReadable() {
        return closed || (committed && (ended || failure != null || !pieces.isEmpty()));
    }

    /** @return the number of bytes; 0 if there are none now; -1 at the end */
    int read(byte[] target, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("the response was closed");
        }
        ByteBuffer first = pieces.peek();
        if (first == null || !committed) {
            if (failure != null) {
                throw failure;
            }
            return ended ? -1 : 0;
        }
        int count = Math.min(length, first.remaining());
        first.get(target, offset, count);
        held -= count;
        if (!first.hasRemaining()) {
            pieces.remove();
        }
        return count;
    }
}
