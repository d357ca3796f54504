package org.streamlistening.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.streamlistening.Offset;

/**
 * What the server says about a stream (Protocol, section 5.5).
 *
 * @param contentType the content type of the stream, parameters included
 * @param nextOffset where it ends
 * @param closed whether it is complete
 * @param ttl how long it lives after it was last read or written
 * @param expiresAt when it ends
 */
public record StreamInfo(
        String contentType, Offset nextOffset, boolean closed, Optional<Duration> ttl, Optional<Instant> expiresAt) {}
