package org.streamlistening.server;

import java.util.Optional;

/** A request to create a stream. */
final class NewStream {

    private final Optional<ContentType> contentType;
    private final Lifetime lifetime;
    private final Optional<ForkRequest> fork;
    private final boolean closed;
    private final byte[] body;

    NewStream(
            Optional<ContentType> contentType,
            Lifetime lifetime,
            Optional<ForkRequest> fork,
            boolean closed,
            byte[] body) {
        this.contentType = contentType;
        this.lifetime = lifetime;
        this.fork = fork;
        this.closed = closed;
        this.body = body;
    }

    /** Empty if the writer did not say: what the source of a fork has then, or bytes. */
    Optional<ContentType> contentType() {
        return contentType;
    }

    Lifetime lifetime() {
        return lifetime;
    }

    Optional<ForkRequest> fork() {
        return fork;
    }

    boolean closed() {
        return closed;
    }

    byte[] body() {
        return body;
    }
}
