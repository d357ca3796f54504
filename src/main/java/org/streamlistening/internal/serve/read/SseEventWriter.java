package org.streamlistening.internal.serve.read;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.ReadableStream;
import org.streamlistening.internal.engine.content.ContentPage;
import org.streamlistening.internal.engine.content.ReadableContent;
import org.streamlistening.internal.engine.state.ContentType;

/**
 * Writes a stream as server-sent events, piece by piece: each page is one data event followed by its control event
 * (Protocol, section 5.8). Holds at most one piece.
 */
final class SseEventWriter {

    /** Large enough for a usual event, small enough for many slow readers. */
    private static final int PIECE = 16 * 1024;

    private final ReadableContent content;
    private final ContentType type;
    private final String cursor;
    private final boolean encoded;
    private final PieceBuffer buffer = new PieceBuffer();
    private long position;
    private long seen;
    private @Nullable ContentPage page;
    private @Nullable OutputStream data;
    private boolean began;
    private boolean ended;

    SseEventWriter(ReadableStream stream, long from, String cursor) {
        this.content = stream.content();
        this.type = stream.config().contentType();
        this.cursor = cursor;
        this.position = from;
        this.seen = from;
        // Rejects a bad offset before the response starts.
        content.page(from, 1);
        this.encoded = !type.isUtf8() || (!type.isJson() && content.isWithinCharacter(from));
    }

    /** Whether the data are base64: not UTF-8 text, or starting within a character. */
    boolean areEncoded() {
        return encoded;
    }

    /** The position after everything that was sent, including an incomplete character. */
    long seen() {
        return seen;
    }

    /** Whether the stream is closed, and all of it was sent. */
    boolean ended() {
        return ended;
    }

    /** Whether no event is partly sent. */
    boolean betweenEvents() {
        return page == null;
    }

    /** The next piece to send; empty if everything was sent. */
    byte[] next() throws IOException {
        ContentPage current = page == null ? nextPage() : page;
        if (current.isEmpty()) {
            if (!began || (current.closed() && !ended)) {
                control(current);
            }
        } else {
            continueWith(current);
        }
        return buffer.take();
    }

    private ContentPage nextPage() {
        if (encoded || type.isJson()) {
            return seen(content.page(position, ReadableContent.STEP));
        }
        for (int limit = ReadableContent.STEP; ; limit *= 2) {
            ContentPage found = seen(content.page(position, limit));
            ContentPage whole = found.closed() ? found : content.withoutUnfinishedCharacter(found);
            // A few bytes before a long append, which contains the end of the character.
            if (!whole.isEmpty() || found.upToDate() || limit > Integer.MAX_VALUE / 2) {
                return whole;
            }
        }
    }

    private ContentPage seen(ContentPage found) {
        seen = found.next();
        return found;
    }

    private void continueWith(ContentPage current) throws IOException {
        OutputStream open = data == null ? begin() : data;
        page = current;
        data = open;
        while (current.bytes().remaining() > 0 && buffer.size() < PIECE) {
            current.bytes().writeNext(open, PIECE);
        }
        if (current.bytes().remaining() == 0) {
            end(open);
            control(current);
        }
    }

    private OutputStream begin() throws IOException {
        ascii("event: data\n");
        OutputStream encoder = encoded ? new SseBase64(buffer) : new SseText(buffer);
        if (type.isJson()) {
            encoder.write('[');
        }
        return encoder;
    }

    private void end(OutputStream open) throws IOException {
        if (type.isJson()) {
            open.write(']');
        }
        open.close();
        ascii("\n");
        data = null;
        page = null;
    }

    private void control(ContentPage sent) {
        began = true;
        ended = sent.closed();
        position = sent.next();
        StringBuilder event = new StringBuilder("event: control\ndata:{\"streamNextOffset\":\"")
                .append(content.token(position))
                .append('"');
        if (sent.closed()) {
            event.append(",\"upToDate\":true,\"streamClosed\":true");
        } else {
            event.append(",\"streamCursor\":\"").append(cursor).append('"');
            event.append(sent.upToDate() ? ",\"upToDate\":true" : "");
        }
        ascii(event.append("}\n\n").toString());
    }

    private void ascii(String text) {
        buffer.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
