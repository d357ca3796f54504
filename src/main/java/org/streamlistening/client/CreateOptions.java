package org.streamlistening.client;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.internal.protocol.TimeText;

/**
 * The options of a new stream (Protocol, section 5.1). Immutable.
 *
 * @param contentType the content type of the stream; null: the default of the server, or the type of the source of a
 *     fork
 * @param ttl how long the stream lives after its last read or write, in whole seconds; null: the rule of the server
 * @param expiresAt when the stream expires; null: the rule of the server. Excludes {@code ttl}
 * @param closed whether the stream is closed from the start
 * @param content the initial content; null: none
 * @param fork the stream that the new stream branches off; null: none
 * @since 0.1
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
     * The point where a fork leaves its source (Protocol, section 4.2).
     *
     * @param source the id of the source
     * @param offset the offset up to which the fork inherits the source; null: the end of the source
     * @param subOffset how much the fork inherits after that offset: messages in JSON mode, else bytes
     * @since 0.1
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
     * @throws IllegalArgumentException if both {@code ttl} and {@code expiresAt} are given, or {@code ttl} is negative
     *     or has a fraction of a second
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

    /** The defaults of the server: usually {@code application/octet-stream}, open, without expiry. */
    public static CreateOptions defaults() {
        return DEFAULTS;
    }

    /** An open stream in JSON mode (Protocol, section 9.1). */
    public static CreateOptions json() {
        return DEFAULTS.contentType(StreamContent.JSON);
    }

    /** A fork of a stream, from its current end. */
    public static CreateOptions forkOf(String source) {
        return new CreateOptions(null, null, null, false, null, new Fork(source, null, 0));
    }

    /**
     * A fork of a stream that inherits everything before an offset, and {@code subOffset} messages or bytes after it.
     */
    public static CreateOptions forkOf(String source, Offset offset, long subOffset) {
        return new CreateOptions(null, null, null, false, null, new Fork(source, offset, subOffset));
    }

    /** The same options with this content type. */
    public CreateOptions contentType(String type) {
        return new CreateOptions(type, ttl, expiresAt, closed, content, fork);
    }

    /** The same options with this time to live. */
    public CreateOptions ttl(Duration idle) {
        return new CreateOptions(contentType, idle, expiresAt, closed, content, fork);
    }

    /** The same options with this expiry. */
    public CreateOptions expiresAt(Instant end) {
        return new CreateOptions(contentType, ttl, end, closed, content, fork);
    }

    /** The same options for a stream that is closed from the start: it accepts no append. */
    public CreateOptions asClosed() {
        return new CreateOptions(contentType, ttl, expiresAt, true, content, fork);
    }

    /** The same options with this initial content and its content type. */
    public CreateOptions content(StreamContent initial) {
        return new CreateOptions(initial.contentType(), ttl, expiresAt, closed, initial, fork);
    }
}
