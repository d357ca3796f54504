package org.streamlistening.internal.engine.state;

import java.util.Optional;

/**
 * A request to create a stream.
 *
 * @param contentType the declared content type; if empty, that of the source of a fork, else bytes
 * @param lifetime the requested lifetime
 * @param fork the stream to fork, if any
 * @param closed whether the stream is closed at once
 * @param body the first bytes; never changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CreateRequest(
        Optional<ContentType> contentType,
        StreamLifetime lifetime,
        Optional<ForkRequest> fork,
        boolean closed,
        byte[] body) {}
