package org.streamlistening.internal.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamId;

/**
 * A request for one stream, without the base URI and without the headers and parameters that the client is configured
 * with.
 *
 * @param action the operation in error messages, as in {@code append to}
 * @param contentType overrides the content type of the body, or declares one without a body; null: the type of the body
 * @param allowsGzip whether the response may be compressed
 */
public record StreamRequest(
        String action,
        StreamId id,
        String method,
        Map<String, String> parameters,
        Map<String, String> headers,
        @Nullable StreamContent body,
        @Nullable String contentType,
        boolean allowsGzip) {

    /** A request without parameters, headers and body, and with an uncompressed response. */
    public static StreamRequest of(String action, StreamId id, String method) {
        return new StreamRequest(action, id, method, Map.of(), Map.of(), null, null, false);
    }

    /** The same request with these headers only. */
    public StreamRequest withHeaders(Map<String, String> replacement) {
        return new StreamRequest(action, id, method, parameters, replacement, body, contentType, allowsGzip);
    }

    /** The same request with this body, or with none. */
    public StreamRequest withContent(@Nullable StreamContent content, @Nullable String type) {
        return new StreamRequest(action, id, method, parameters, headers, content, type, allowsGzip);
    }
}
