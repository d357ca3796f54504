package org.streamlistening.client;

import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;

/**
 * The content of a write: bytes with their content type, which must be the content type of the stream. Immutable.
 *
 * @since 0.1
 */
public final class StreamContent {

    /** The content type of streams in JSON mode. */
    public static final String JSON = "application/json";

    private final byte[] bytes;
    private final String contentType;

    private StreamContent(byte[] bytes, String contentType) {
        this.bytes = bytes;
        this.contentType = contentType;
    }

    /** A copy of these bytes, for a stream of this content type. */
    public static StreamContent of(byte[] bytes, String contentType) {
        return new StreamContent(bytes.clone(), contentType);
    }

    /** A copy of these bytes, for a stream of {@code application/octet-stream}. */
    public static StreamContent bytes(byte[] bytes) {
        return of(bytes, "application/octet-stream");
    }

    /** This text in UTF-8, for a stream of {@code text/plain}. */
    public static StreamContent text(String text) {
        return new StreamContent(text.getBytes(StandardCharsets.UTF_8), "text/plain");
    }

    /** This value as one message of an {@code application/json} stream; an array is one message too. */
    public static StreamContent json(JsonValue message) {
        // A server splits an array, one level deep (Protocol, section 9.1.2), so the value is put into an array.
        return json("[" + message + "]");
    }

    /**
     * JSON text for an {@code application/json} stream, sent unchanged. A value is one message; in an array, each
     * element is one message (Protocol, section 9.1.2). The server rejects text that is no JSON.
     */
    public static StreamContent json(String text) {
        return new StreamContent(text.getBytes(StandardCharsets.UTF_8), JSON);
    }

    /** The declared content type. */
    public String contentType() {
        return contentType;
    }

    /** The number of bytes. */
    public int length() {
        return bytes.length;
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Content type and size, without the content. */
    @Override
    public String toString() {
        return "StreamContent[" + contentType + ", " + bytes.length + " bytes]";
    }
}
