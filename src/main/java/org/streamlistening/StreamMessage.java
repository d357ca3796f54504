package org.streamlistening;

import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * One message of a stream, undecoded. Immutable.
 *
 * <p>In an {@code application/json} stream, a message is one JSON value with exactly the text that the server sent.
 * Every other stream is a sequence of bytes without boundaries: a message is then the bytes that arrived together.
 *
 * <p>The content comes from the writers of the stream: treat it as untrusted input (Protocol, section 12.3).
 *
 * @since 0.1
 */
public final class StreamMessage {

    private final byte[] content;
    private final String contentType;

    private StreamMessage(byte[] content, String contentType) {
        this.content = content;
        this.contentType = contentType;
    }

    /**
     * A message of these bytes, which are copied.
     *
     * @param contentType the content type of the stream, parameters included
     */
    public static StreamMessage of(byte[] content, String contentType) {
        return new StreamMessage(content.clone(), contentType);
    }

    /**
     * A message of a part of these bytes; the part is copied.
     *
     * @param contentType the content type of the stream, parameters included
     * @throws IndexOutOfBoundsException if the part exceeds the array
     */
    public static StreamMessage of(byte[] content, int offset, int length, String contentType) {
        Objects.checkFromIndexSize(offset, length, content.length);
        return new StreamMessage(Arrays.copyOfRange(content, offset, offset + length), contentType);
    }

    /** A message of this text in UTF-8. */
    public static StreamMessage of(String content, String contentType) {
        return new StreamMessage(content.getBytes(StandardCharsets.UTF_8), contentType);
    }

    /** The content type of the stream, parameters included. */
    public String contentType() {
        return contentType;
    }

    /** Whether the stream is in JSON mode (Protocol, section 9.1), so that this message is exactly one JSON value. */
    public boolean isJson() {
        return isJson(contentType);
    }

    /** Whether a stream of this content type is in JSON mode. */
    public static boolean isJson(String contentType) {
        if (contentType.equals("application/json")) {
            return true;
        }
        int parameters = contentType.indexOf(';');
        String mediaType = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return mediaType.strip().equalsIgnoreCase("application/json");
    }

    /** The length of the content in bytes. */
    public int length() {
        return content.length;
    }

    /** A copy of the content. */
    public byte[] bytes() {
        return content.clone();
    }

    /** A read-only view of the content, without a copy. */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(content).asReadOnlyBuffer();
    }

    /** The content as UTF-8 text. */
    public String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    /**
     * The content as a JSON value.
     *
     * @throws jakarta.json.JsonException if the content is no JSON value
     */
    public JsonValue json() {
        // From the text: to detect the encoding of bytes, a parser needs more of them than a short number has.
        try (JsonReader reader = JsonProvider.provider().createReader(new StringReader(text()))) {
            return reader.readValue();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StreamMessage that
                && contentType.equals(that.contentType)
                && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    /** Names type and size without the content, which must not appear in logs by accident. */
    @Override
    public String toString() {
        return "StreamMessage[" + contentType + ", " + content.length + " bytes]";
    }
}
