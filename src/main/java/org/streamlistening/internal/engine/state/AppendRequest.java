package org.streamlistening.internal.engine.state;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request to append to a stream, to close it, or both.
 *
 * @param contentType the declared content type, if any
 * @param body the bytes to append; never changed
 * @param closes whether to close the stream afterwards
 * @param producer the identity of the request, if an idempotent producer sent it
 * @param seq the {@code Stream-Seq}, if any
 * @param onSubmit receives the offset behind the append before readers can see it, within the lock of the stream; null:
 *     nothing does
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record AppendRequest(
        Optional<ContentType> contentType,
        byte[] body,
        boolean closes,
        @Nullable ProducerRequest producer,
        @Nullable String seq,
        @Nullable Consumer<String> onSubmit) {

    public AppendRequest(
            Optional<ContentType> contentType,
            byte[] body,
            boolean closes,
            @Nullable ProducerRequest producer,
            @Nullable String seq) {
        this(contentType, body, closes, producer, seq, null);
    }

    public boolean isEmpty() {
        return body.length == 0;
    }
}
