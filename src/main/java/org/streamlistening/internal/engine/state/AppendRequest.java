package org.streamlistening.internal.engine.state;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request to append to a stream, to close it, or both. */
public final class AppendRequest {

    private final Optional<ContentType> contentType;
    private final byte[] body;
    private final boolean closes;
    private final @Nullable ProducerRequest producer;
    private final @Nullable String seq;

    public AppendRequest(
            Optional<ContentType> contentType,
            byte[] body,
            boolean closes,
            @Nullable ProducerRequest producer,
            @Nullable String seq) {
        this.contentType = contentType;
        this.body = body;
        this.closes = closes;
        this.producer = producer;
        this.seq = seq;
    }

    public Optional<ContentType> contentType() {
        return contentType;
    }

    public byte[] body() {
        return body;
    }

    public boolean closes() {
        return closes;
    }

    @Nullable
    public ProducerRequest producer() {
        return producer;
    }

    @Nullable
    public String seq() {
        return seq;
    }

    public boolean isEmpty() {
        return body.length == 0;
    }
}
