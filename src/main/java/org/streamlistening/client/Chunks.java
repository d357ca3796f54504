package org.streamlistening.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamMessage;

/** Cuts a body into lists of bounded size. What arrived before a body broke is handed out before the failure. */
final class Chunks {

    // What a message costs besides its bytes: a million tiny ones must not fill the memory either.
    private static final int OVERHEAD = 64;

    private final MessageSource source;
    private final int maxBytes;
    private @Nullable StreamMessage heldBack;
    private @Nullable IOException failure;
    private boolean ended;

    Chunks(MessageSource source, int maxBytes) {
        this.source = source;
        this.maxBytes = maxBytes;
    }

    /** The next messages; empty only at the end. */
    List<StreamMessage> next() throws IOException {
        List<StreamMessage> chunk = new ArrayList<>();
        long size = 0;
        while (size < maxBytes && !ended) {
            StreamMessage message = pull();
            if (message == null) {
                break;
            }
            size += weight(message);
            if (size > maxBytes && !chunk.isEmpty()) {
                heldBack = message;
                break;
            }
            chunk.add(message);
        }
        if (chunk.isEmpty() && failure != null) {
            throw failure;
        }
        return chunk;
    }

    private @Nullable StreamMessage pull() {
        StreamMessage message = heldBack;
        if (message != null) {
            heldBack = null;
            return message;
        }
        if (failure != null) {
            return null;
        }
        try {
            message = source.next(maxBytes);
            ended = message == null;
        } catch (IOException e) {
            failure = e;
        }
        return message;
    }

    /** How much of a chunk a message takes up. */
    static long weight(StreamMessage message) {
        return message.length() + (long) OVERHEAD;
    }

    /** Whether the body was read to its end. */
    boolean ended() {
        return ended;
    }
}
