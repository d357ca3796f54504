package org.streamlistening.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;

/**
 * The server no longer has the requested part of the stream. The offset of the reader has lost its meaning: a reader
 * can only continue at another offset, where messages are missing or repeated.
 *
 * <ul>
 *   <li>The requested part is older than the retention of the stream, or the stream is deleted and exists for its forks
 *       only (410; Protocol, section 5.6).
 *   <li>The stream was {@linkplain #recreated() deleted and created again}. The server responds with 410 and a header,
 *       as the embedded server does; or with 400 to an offset that it has given out; or several times in a row with an
 *       offset before the requested one (Protocol, section 8), and then {@link #status()} is 200.
 * </ul>
 *
 * @since 0.1
 */
public final class StreamGoneException extends StreamException {

    private static final long serialVersionUID = 1;

    private final @Nullable Offset earliest;
    private final boolean recreated;

    public StreamGoneException(
            String message,
            String streamId,
            int status,
            @Nullable Offset earliest,
            boolean recreated,
            @Nullable Throwable cause) {
        super(message, streamId, status, false, null, cause);
        this.earliest = earliest;
        this.recreated = recreated;
    }

    /** The earliest readable offset ({@code Stream-Earliest-Offset}); empty if the server does not return it. */
    public Optional<Offset> earliestOffset() {
        return Optional.ofNullable(earliest);
    }

    /**
     * Whether the offset belongs to an earlier stream of the same id. The client cannot detect this if the server uses
     * the same offsets in both streams.
     */
    public boolean recreated() {
        return recreated;
    }
}
