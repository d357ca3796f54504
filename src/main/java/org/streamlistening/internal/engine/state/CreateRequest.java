package org.streamlistening.internal.engine.state;

import java.util.Optional;

/** A request to create a stream. */
public final class CreateRequest {

    private final Optional<ContentType> contentType;
    private final StreamLifetime lifetime;
    private final Optional<ForkRequest> fork;
    private final boolean closed;
    private final byte[] body;

    public CreateRequest(
            Optional<ContentType> contentType,
            StreamLifetime lifetime,
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
    public Optional<ContentType> contentType() {
        return contentType;
    }

    public StreamLifetime lifetime() {
        return lifetime;
    }

    public Optional<ForkRequest> fork() {
        return fork;
    }

    public boolean closed() {
        return closed;
    }

    public byte[] body() {
        return body;
    }
}
