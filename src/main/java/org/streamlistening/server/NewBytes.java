package org.streamlistening.server;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request to append to a stream, to close it, or both. */
final class NewBytes {

    private final Optional<ContentType> contentType;
    private final byte[] body;
    private final boolean closes;
    private final @Nullable ProducerStep producer;
    private final @Nullable String seq;

    NewBytes(
            Optional<ContentType> contentType,
            byte[] body,
            boolean closes,
            @Nullable ProducerStep producer,
            @Nullable String seq) {
        this.contentType = contentType;
        this.body = body;
        this.closes = closes;
        this.producer = producer;
        this.seq = seq;
    }

    Optional<ContentType> contentType() {
        return contentType;
    }

    byte[] body() {
        return body;
    }

    boolean closes() {
        return closes;
    }

    @Nullable
    ProducerStep producer() {
        return producer;
    }

    @Nullable
    String seq() {
        return seq;
    }

    boolean isEmpty() {
        return body.length == 0;
    }
}
