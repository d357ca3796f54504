package org.streamlistening.internal.read.body;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamMessage;

/** Splits one response body into messages as it arrives. For the thread that reads. */
public interface MessageSource {

    /**
     * The next message; null at the end of the body, or if the source is {@linkplain #paused() paused}.
     *
     * @param maxBytes the size of a message in a body that does not separate messages
     * @throws org.streamlistening.internal.http.body.UndecodableException if the body does not have its content type
     * @throws IOException if the body ends too early
     */
    @Nullable
    StreamMessage next(int maxBytes) throws IOException;

    /** Whether there was no message because the body is slow, and the messages before it must not wait. */
    default boolean paused() {
        return false;
    }

    /**
     * Skips what the reader has read before: messages in JSON mode, else bytes.
     *
     * @return how much was skipped: less than {@code amount} only at the end of the body
     */
    long drop(long amount) throws IOException;
}
