package org.streamlistening.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;

/** The server no longer has what was asked for (410): history before its retention, or a deleted stream with forks. */
public final class StreamGoneException extends StreamException {

    private static final long serialVersionUID = 1;

    private final @Nullable Offset earliest;

    StreamGoneException(String message, String streamId, @Nullable Offset earliest) {
        super(message, streamId, 410, false, null, null);
        this.earliest = earliest;
    }

    /** The earliest position that can still be read, where the server says so ({@code Stream-Earliest-Offset}). */
    public Optional<Offset> earliestOffset() {
        return Optional.ofNullable(earliest);
    }
}
