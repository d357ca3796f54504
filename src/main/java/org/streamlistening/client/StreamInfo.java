package org.streamlistening.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.streamlistening.Offset;

/**
 * The metadata of a stream (Protocol, section 5.5).
 *
 * @param contentType the content type of the stream with its parameters
 * @param nextOffset the end of the stream
 * @param closed whether the stream is closed
 * @param ttl how long the stream lives after its last read or write; empty: the server returns none
 * @param expiresAt when the stream expires; empty: the server returns none
 * @since 0.1
 */
public record StreamInfo(
        String contentType, Offset nextOffset, boolean closed, Optional<Duration> ttl, Optional<Instant> expiresAt) {}
