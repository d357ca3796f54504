package org.streamlistening.internal.read.body;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamMessage;

/**
 * Groups the messages of a body into chunks of bounded size, and of smaller size if the body is slow. If the body
 * breaks, the messages before come first, then the failure. For the thread that reads.
 */
public final class MessageChunks {

    /** The memory that a message needs besides its bytes: a million tiny messages must not fill the memory. */
    private static final int OVERHEAD = 64;

    private final MessageSource source;
    private final int maxBytes;
    private final BodyPace pace;
    private @Nullable StreamMessage heldBack;
    private @Nullable IOException failure;
    private boolean ended;

    public MessageChunks(MessageSource source, int maxBytes, BodyPace pace) {
        this.source = source;
        this.maxBytes = maxBytes;
        this.pace = pace;
    }

    /** The next messages; empty only at the end. */
    public List<StreamMessage> next() throws IOException {
        List<StreamMessage> chunk = new ArrayList<>();
        long size = 0;
        pace.begin();
        while (size < maxBytes && !ended && !pace.isOver()) {
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
            pace.holds();
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
            ended = message == null && !source.paused();
        } catch (IOException e) {
            failure = e;
        }
        return message;
    }

    /** How many bytes a message counts in a chunk. */
    public static long weight(StreamMessage message) {
        return message.length() + (long) OVERHEAD;
    }

    /** Whether the source has reached the end of the body. */
    public boolean ended() {
        return ended;
    }
}
