package org.streamlistening.internal.read.response;

import jakarta.json.spi.JsonProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.internal.http.ClientSettings;
import org.streamlistening.internal.http.StreamResponse;
import org.streamlistening.internal.http.body.MessageBudget;
import org.streamlistening.internal.http.body.UndecodableException;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.read.body.BodyPace;
import org.streamlistening.internal.read.body.MessageSource;
import org.streamlistening.internal.read.body.SseEventReader;
import org.streamlistening.internal.read.body.SseEventReader.Event;

/**
 * An event stream (Protocol, section 5.8): data events, and control events that name the offset after them.
 *
 * <p>The messages before a control event are returned together with its offset, in parts if they are many. If the
 * connection ends before the control event, the messages are returned without an offset, and the reader counts them.
 *
 * <p>Text with line ends is different: an event stream has one line end for the three that text can have, so that its
 * bytes cannot be counted. It becomes one message of any length, in which no position exists. Without its control event
 * it is dropped and read again.
 *
 * <p>An event stream is UTF-8. If the text of the stream has another encoding, or an append ends within a character,
 * the event contains replacement characters. Then this response fails with an {@link InexactEventException}, and the
 * reader requests that part of the stream by a plain read, which returns the bytes unchanged.
 */
final class SseResponse implements ResponsePartReader {

    private final StreamResponse response;
    private final SseEventReader events;
    private final JsonProvider json;
    private final SseDataDecoder decoder;
    private final int maxBytes;
    private final int maxLength;
    private final BodyPace pace;
    private final ArrivedMessages arrived;
    private final StreamPosition from;
    private long toSkip;
    private @Nullable Mark mark;

    /** Whether the text since the last control event has line ends, and its length. */
    private boolean hasLines;

    private long characters;
    private @Nullable IOException failure;
    private boolean ended;

    /**
     * @param contentType the content type of the stream, which the response does not contain
     * @param from where the events begin, and how much after that the reader has read before
     */
    SseResponse(
            StreamResponse response,
            ClientSettings settings,
            String contentType,
            StreamPosition from,
            BodyPace pace,
            MessageBudget.Share memory)
            throws IOException {
        this.response = response;
        this.pace = pace;
        this.events = new SseEventReader(response.body(), settings.maxMessageLength(), pace, memory);
        this.json = settings.json();
        boolean base64 = response.header(ProtocolNames.SSE_DATA_ENCODING)
                .filter("base64"::equalsIgnoreCase)
                .isPresent();
        this.decoder = new SseDataDecoder(contentType, base64, memory);
        this.maxBytes = settings.maxChunkBytes();
        this.maxLength = settings.maxMessageLength();
        this.arrived = new ArrivedMessages(maxBytes, memory);
        this.from = from;
        this.toSkip = from.skip();
    }

    @Override
    public StreamPosition from() {
        return from;
    }

    @Override
    public Part next() throws IOException {
        boolean more = true;
        while (more && mark == null && !ended && failure == null && (hasLines || !arrived.isFull())) {
            more = readEvent();
        }
        if (hasLines) {
            joinLines();
        }
        List<StreamMessage> messages = arrived.takeChunk();
        if (!arrived.isEmpty()) {
            return new Part(messages, null, false);
        }
        Mark reached = mark;
        mark = null;
        if (reached != null) {
            hasLines = false;
            characters = 0;
            return new Part(messages, reached, reached.closed());
        }
        if (messages.isEmpty() && failure != null) {
            throw failure;
        }
        return new Part(messages, null, ended);
    }

    private void joinLines() throws IOException {
        if (mark == null) {
            // No position exists within this text: the reader reads it again.
            arrived.clear();
        } else {
            arrived.join(decoder.contentType());
        }
    }

    /**
     * Reads one event, or the end.
     *
     * @return false: the next event is slow, and the messages before it must not wait
     */
    private boolean readEvent() {
        pace.begin();
        if (!hasLines && !arrived.isEmpty()) {
            pace.holds();
        }
        try {
            Event event = events.next();
            if (event == null) {
                ended = !events.paused();
                return ended;
            }
            if (event.type().equals("data")) {
                MessageSource messages = decoder.decode(event);
                count(event.data());
                add(messages);
            } else if (event.type().equals("control")) {
                mark = SseControlEvent.mark(event.data(), json);
            }
            // Other events belong to extensions of the protocol (section 11.1).
        } catch (IOException e) {
            failure = e;
        }
        return true;
    }

    private void count(String data) throws UndecodableException {
        hasLines |= data.indexOf('\n') >= 0 && decoder.isPlainText();
        characters += data.length();
        if (hasLines && characters > maxLength) {
            throw new UndecodableException("text with line ends has more than " + maxLength + " characters before its"
                    + " control event. Build the client with a higher maxMessageLength, or read with long-polls");
        }
    }

    private void add(MessageSource source) throws IOException {
        if (toSkip > 0) {
            toSkip -= source.drop(toSkip);
        }
        // All of the event, or nothing: a message in front of bytes that are no JSON may be none.
        List<StreamMessage> messages = new ArrayList<>();
        for (StreamMessage message = source.next(maxBytes); message != null; message = source.next(maxBytes)) {
            messages.add(message);
        }
        for (StreamMessage message : messages) {
            arrived.add(message);
        }
    }

    @Override
    public boolean whenReady(Runnable then) {
        boolean known = mark != null || !arrived.isEmpty() || ended || failure != null;
        return !known && !events.hasBytes() && response.whenReady(then);
    }

    @Override
    public long toSkip() {
        return toSkip;
    }

    @Override
    public void close() {
        response.close();
    }
}
