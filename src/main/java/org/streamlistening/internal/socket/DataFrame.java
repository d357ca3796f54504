package org.streamlistening.internal.socket;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;

/** The content of one frame: JSON values with their original text, or bytes in base64. */
final class DataFrame {

    private final String contentType;
    private final StringBuilder values = new StringBuilder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int size;

    /** @param contentType the content type of the stream */
    DataFrame(String contentType) {
        this.contentType = contentType;
    }

    /** The size of the content so far, in bytes. */
    int size() {
        return size;
    }

    /**
     * Adds one value, unless it does not fit; the first one always fits, since it cannot be split. Returns the number
     * added.
     */
    int addJson(StreamMessage message, int maxBytes) {
        if (!values.isEmpty()) {
            if (size + message.length() > maxBytes) {
                return 0;
            }
            values.append(',');
        }
        values.append(message.text());
        size += message.length();
        return 1;
    }

    /** Adds as many bytes as fit, and returns their number. */
    int addBytes(StreamMessage message, int from, int maxBytes) {
        int length = Math.min(maxBytes - size, message.length() - from);
        byte[] part = new byte[length];
        message.asByteBuffer().position(from).get(part);
        bytes.writeBytes(part);
        size += length;
        return length;
    }

    /** @param end the position after the content */
    FrameText text(StreamPosition end) {
        FrameText text = new FrameText("data").position(end);
        return StreamMessage.isJson(contentType)
                ? text.raw("messages", "[" + values + "]")
                : text.string("contentType", contentType)
                        .string("base64", Base64.getEncoder().encodeToString(bytes.toByteArray()));
    }
}
