package org.streamlistening.client;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.internal.protocol.TimeText;

/**
 * What a stream is created with (Protocol, section 5.1). Immutable.
 *
 * @param contentType the content type of the stream; null: what the server takes by default, or the type of the fork's
 *     source
 * @param ttl how long the stream lives after it was last read or written, in whole seconds; null: the server's rule
 * @param expiresAt when the stream ends; null: the server's rule. Not together with {@code ttl}
 * @param closed whether the stream is complete at once
 * @param content what the stream begins with; null: nothing
 * @param fork which stream it branches off; null: none
 */
public record CreateOptions(
        @Nullable String contentType,
        @Nullable Duration ttl,
        @Nullable Instant expiresAt,
        boolean closed,
        @Nullable StreamContent content,
        @Nullable Fork fork) {

    private static final CreateOptions DEFAULTS = new CreateOptions(null, null, null, false, null, null);

    /**
     * Where a fork leaves its source (Protocol, section 4.2).
     *
     * @param source the id of the stream that is forked
     * @param offset up to where the source is inherited; null: its end
     * @param subOffset how much past that offset: messages in JSON mode, else bytes
     */
    public record Fork(String source, @Nullable Offset offset, long subOffset) {

        /** @throws IllegalArgumentException if the source is not a stream id, or {@code subOffset} is negative */
        public Fork {
            StreamId.of(source);
            if (subOffset < 0) {
                throw new IllegalArgumentException("subOffset must not be negative, not " + subOffset);
            }
        }
    }

    /**
     * @throws IllegalArgumentException if both a time to live and an end are given, or the time to live is negative or
     *     has parts of a second
     */
    public CreateOptions {
        if (ttl != null && expiresAt != null) {
            throw new IllegalArgumentException("a stream has a ttl or an expiresAt, not both");
        }
        if (ttl != null && ttl.isNegative()) {
            throw new IllegalArgumentException("ttl must not be negative, not " + TimeText.of(ttl));
        }
        if (ttl != null && ttl.toNanosPart() != 0) {
            throw new IllegalArgumentException("ttl must be whole seconds, not " + TimeText.of(ttl));
        }
    }

    /** Whatever the server does by default: usually {@code application/octet-stream}, open, without an end. */
    public static CreateOptions defaults() {
        return DEFAULTS;
    }

    /** An open stream in JSON mode (Protocol, section 9.1). */
    public static CreateOptions json() {
        return DEFAULTS.contentType(StreamContent.JSON);
    }

    /** A fork of this stream, from where it ends now. */
    public static CreateOptions forkOf(String source) {
        return new CreateOptions(null, null, null, false, null, new Fork(source, null, 0));
    }

    /** A fork of this stream that inherits what stands before this offset, and so much more after it. */
    public static CreateOptions forkOf(String source, Offset offset, long subOffset) {
        return new CreateOptions(null, null, null, false, null, new Fork(source, offset, subOffset));
    }

    /** The same with this content type. */
    public CreateOptions contentType(String type) {
        return new CreateOptions(type, ttl, expiresAt, closed, content, fork);
    }

    /** The same with this time to live. */
    public CreateOptions ttl(Duration idle) {
        return new CreateOptions(contentType, idle, expiresAt, closed, content, fork);
    }

    /** The same with this end. */
    public CreateOptions expiresAt(Instant end) {
        return new CreateOptions(contentType, ttl, end, closed, content, fork);
    }

    /** The same, complete at once: nobody can append to it. */
    public CreateOptions asClosed() {
        return new CreateOptions(contentType, ttl, expiresAt, true, content, fork);
    }

    /** The same, beginning with this content; the stream takes over its content type. */
    public CreateOptions content(StreamContent initial) {
        return new CreateOptions(initial.contentType(), ttl, expiresAt, closed, initial, fork);
    }
}
