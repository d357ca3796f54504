package org.streamlistening.internal.socket;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.StreamPosition;

/** The messages that travel together: JSON values with the very text that they came with, or bytes in base64. */
final class DataFrame {

    private final String contentType;
    private final StringBuilder values = new StringBuilder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int size;

    /** @param contentType of the stream, and so of every message in this frame */
    DataFrame(String contentType) {
        this.contentType = contentType;
    }

    /** The content so far, in bytes. */
    int size() {
        return size;
    }

    /** How many values were added: one, or none if this one does not fit. The first fits always: it cannot be cut. */
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

    /** How many bytes were added: as many as fit. */
    int addBytes(StreamMessage message, int from, int maxBytes) {
        int length = Math.min(maxBytes - size, message.length() - from);
        byte[] piece = new byte[length];
        message.asByteBuffer().position(from).get(piece);
        bytes.writeBytes(piece);
        size += length;
        return length;
    }

    FrameText text(StreamPosition behind) {
        FrameText text = new FrameText("data").position(behind);
        return StreamMessage.isJson(contentType)
                ? text.raw("messages", "[" + values + "]")
                : text.string("contentType", contentType)
                        .string("base64", Base64.getEncoder().encodeToString(bytes.toByteArray()));
    }
}
