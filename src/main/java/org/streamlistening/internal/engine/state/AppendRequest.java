package org.streamlistening.internal.engine.state;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to append to a stream, to close it, or both.
 *
 * @param contentType the declared content type, if any
 * @param body the bytes to append; never changed
 * @param closes whether to close the stream afterwards
 * @param producer the identity of the request, if an idempotent producer sent it
 * @param seq the {@code Stream-Seq}, if any
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record AppendRequest(
        Optional<ContentType> contentType,
        byte[] body,
        boolean closes,
        @Nullable ProducerRequest producer,
        @Nullable String seq) {

    public boolean isEmpty() {
        return body.length == 0;
    }
}
