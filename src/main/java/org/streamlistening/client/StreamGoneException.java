package org.streamlistening.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;

/**
 * The server no longer has what was asked for. The offset of the reader has lost its meaning: reading can go on elsewhere
 * only, and messages are missing or come again.
 *
 * <ul>
 *   <li>The history before its retention is gone, or a deleted stream is there for its forks only (410; Protocol, section
 *       5.6).
 *   <li>The stream was {@linkplain #recreated() deleted and created again}. The server answers 410 and says so, as the
 *       embedded one does; or answers 400 to an offset that is one of its own; or goes on, several times in a row, at an
 *       earlier offset than the one it was asked with (Protocol, section 8), in which case {@link #status()} is 200.
 * </ul>
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

    /** The earliest position that can still be read, where the server says so ({@code Stream-Earliest-Offset}). */
    public Optional<Offset> earliestOffset() {
        return Optional.ofNullable(earliest);
    }

    /**
     * Whether the offset belongs to a stream that was there before under the same id, as far as the server lets that be
     * known: a server whose offsets are the same in both cannot be told from one where nothing happened.
     */
    public boolean recreated() {
        return recreated;
    }
}
