package org.streamlistening.client;

import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;

/**
 * What is written to a stream: bytes and their content type, which has to be the one of the stream. Immutable.
 */
public final class StreamContent {

    public static final String JSON = "application/json";

    private final byte[] bytes;
    private final String contentType;

    private StreamContent(byte[] bytes, String contentType) {
        this.bytes = bytes;
        this.contentType = contentType;
    }

    /** These bytes, for a stream of this content type. */
    public static StreamContent of(byte[] bytes, String contentType) {
        return new StreamContent(bytes.clone(), contentType);
    }

    /** These bytes, for an {@code application/octet-stream}. */
    public static StreamContent bytes(byte[] bytes) {
        return of(bytes, "application/octet-stream");
    }

    /** This text in UTF-8, for a stream of {@code text/plain}. */
    public static StreamContent text(String text) {
        return new StreamContent(text.getBytes(StandardCharsets.UTF_8), "text/plain");
    }

    /** This value as one message of an {@code application/json} stream, also if it is an array. */
    public static StreamContent json(JsonValue message) {
        // A server takes an array apart, one level deep (Protocol, section 9.1.2): a value of its own goes inside one.
        return json("[" + message + "]");
    }

    /**
     * JSON text, sent as it is to an {@code application/json} stream: one value is one message, and of an array each
     * element is one (Protocol, section 9.1.2). The server refuses what is not JSON.
     */
    public static StreamContent json(String text) {
        return new StreamContent(text.getBytes(StandardCharsets.UTF_8), JSON);
    }

    /** The content type that is declared with the bytes. */
    public String contentType() {
        return contentType;
    }

    /** How many bytes this is. */
    public int length() {
        return bytes.length;
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Names type and size, never the content. */
    @Override
    public String toString() {
        return "StreamContent[" + contentType + ", " + bytes.length + " bytes]";
    }
}
