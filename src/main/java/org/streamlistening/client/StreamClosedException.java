package org.streamlistening.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;

/**
 * The stream is closed and accepts no further content (409 with {@code Stream-Closed}; Protocol, section 5.2).
 *
 * @since 0.1
 */
public final class StreamClosedException extends StreamException {

    private static final long serialVersionUID = 1;

    private final @Nullable Offset end;

    public StreamClosedException(String message, String streamId, @Nullable Offset end) {
        super(message, streamId, 409, false, null, null);
        this.end = end;
    }

    /** The end of the stream; empty if the server does not return it. */
    public Optional<Offset> finalOffset() {
        return Optional.ofNullable(end);
    }
}
