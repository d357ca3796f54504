package org.streamlistening.internal.read.body;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamMessage;

/** Takes one body apart as it arrives. */
public interface MessageSource {

    /**
     * The next message, or null at the end of the body, or while it is {@linkplain #paused() paused}.
     *
     * @param maxBytes where to cut a body that has no messages of its own
     * @throws org.streamlistening.internal.http.UndecodableException if the body is not what its content type says
     * @throws IOException if the body ends too early
     */
    @Nullable
    StreamMessage next(int maxBytes) throws IOException;

    /** Whether there was no message only because the body is slow, and messages before it should not wait for it. */
    default boolean paused() {
        return false;
    }

    /**
     * Passes over what was read before: messages in JSON mode, else bytes.
     *
     * @return how much was there to pass over, less than wanted only at the end of the body
     */
    long drop(long amount) throws IOException;
}
