package org.streamlistening.internal.read;

import jakarta.json.spi.JsonProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.StreamPosition;
import org.streamlistening.internal.http.ClientSettings;
import org.streamlistening.internal.http.MessageBudget;
import org.streamlistening.internal.http.StreamResponse;
import org.streamlistening.internal.http.UndecodableException;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.read.body.BodyPace;
import org.streamlistening.internal.read.body.ByteMessages;
import org.streamlistening.internal.read.body.JsonArrayMessages;
import org.streamlistening.internal.read.body.MessageChunks;
import org.streamlistening.internal.read.body.MessageSource;
import org.streamlistening.internal.read.body.SseEventReader;
import org.streamlistening.internal.read.body.SseEventReader.Event;

/**
 * An answer that stays open (Protocol, section 5.8): data events, and control events that name the position after them.
 *
 * <p>What comes before a control event is handed out together with it, in parts if it is much. When the connection ends
 * before the control event, the data are handed out nevertheless: without a name for their end, but the reader counts.
 *
 * <p>Not so text with line ends: an event stream has only one for the three there are, so its bytes cannot be counted.
 * It is one message, however long, so that nobody can stand inside of it; without its control event it comes again.
 *
 * <p>An event stream is UTF-8. Of text in another encoding, or with a character split between two appends, it brings
 * halves of characters or replacement characters: such an event is an {@link InexactEventException}, and the reader
 * reads that part of the stream by a plain request, which brings the bytes as they are.
 */
final class SseResponse implements ResponsePartReader {

    private final StreamResponse response;
    private final SseEventReader events;
    private final JsonProvider json;
    private final String contentType;
    private final boolean base64;
    private final int maxBytes;
    private final int maxLength;
    private final BodyPace pace;
    private final MessageBudget.Share memory;
    private final Deque<StreamMessage> arrived = new ArrayDeque<>();
    private long arrivedSize;
    private final StreamPosition from;
    private long toPassOver;
    private @Nullable Mark mark;
    // Of what came since the last control event.
    private boolean hasLines;
    private long characters;
    private @Nullable IOException failure;
    private boolean ended;

    /**
     * @param contentType the one of the stream, which the answer itself does not tell
     * @param from where the events begin, and how much behind that was read before
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
        this.memory = memory;
        this.events = new SseEventReader(response.body(), settings.maxMessageLength(), pace, memory);
        this.json = settings.json();
        this.contentType = contentType;
        this.base64 = response.header(ProtocolNames.SSE_DATA_ENCODING)
                .filter("base64"::equalsIgnoreCase)
                .isPresent();
        this.maxBytes = settings.maxChunkBytes();
        this.maxLength = settings.maxMessageLength();
        this.from = from;
        this.toPassOver = from.skip();
    }

    @Override
    public StreamPosition from() {
        return from;
    }

    @Override
    public Part next() throws IOException {
        boolean more = true;
        while (more && mark == null && !ended && failure == null && (hasLines || arrivedSize < maxBytes)) {
            more = pull();
        }
        if (hasLines) {
            joinLines();
        }
        List<StreamMessage> messages = chunk();
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

    /** What came without a control event comes again. */
    private void joinLines() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        arrived.forEach(message -> text.writeBytes(message.bytes()));
        arrived.clear();
        memory.release(arrivedSize);
        arrivedSize = 0;
        if (mark != null && text.size() > 0) {
            StreamMessage joined = StreamMessage.of(text.toByteArray(), contentType);
            arrived.add(joined);
            arrivedSize = MessageChunks.weight(joined);
            memory.reserve(arrivedSize);
        }
    }

    private List<StreamMessage> chunk() {
        List<StreamMessage> chunk = new ArrayList<>();
        long size = 0;
        for (StreamMessage message = arrived.peek(); message != null; message = arrived.peek()) {
            long weight = MessageChunks.weight(message);
            if (size + weight > maxBytes && !chunk.isEmpty()) {
                break;
            }
            size += weight;
            chunk.add(arrived.remove());
        }
        arrivedSize -= size;
        memory.release(size);
        return chunk;
    }

    /** Takes in one event, or the end; false: the next one is slow, and what arrived should not wait for it. */
    private boolean pull() {
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
                requireExact(event);
                count(event.data());
                take(messages(event.data()));
            } else if (event.type().equals("control")) {
                mark = SseControlEvent.mark(event.data(), json);
            }
            // Other events belong to extensions of the protocol (section 11.1).
        } catch (IOException e) {
            failure = e;
        }
        return true;
    }

    private void requireExact(Event event) throws InexactEventException {
        // In JSON, which is not split, a replacement character is content; in text it may stand for what was lost.
        boolean substituted = !StreamMessage.isJson(contentType) && event.data().indexOf('\ufffd') >= 0;
        if ((substituted || !event.exact()) && !base64) {
            throw new InexactEventException();
        }
    }

    private void count(String data) throws UndecodableException {
        hasLines |= data.indexOf('\n') >= 0 && !base64 && !StreamMessage.isJson(contentType);
        characters += data.length();
        if (hasLines && characters > maxLength) {
            throw new UndecodableException("text with line ends has more than " + maxLength + " characters before its"
                    + " control event. Build the client with a higher maxMessageLength, or read with long-polls");
        }
    }

    private void take(MessageSource source) throws IOException {
        if (toPassOver > 0) {
            toPassOver -= source.drop(toPassOver);
        }
        for (StreamMessage message = source.next(maxBytes); message != null; message = source.next(maxBytes)) {
            memory.reserve(MessageChunks.weight(message));
            arrived.add(message);
            arrivedSize += MessageChunks.weight(message);
        }
    }

    private MessageSource messages(String data) throws UndecodableException {
        if (!StreamMessage.isJson(contentType)) {
            byte[] bytes = base64 ? decoded(data) : data.getBytes(StandardCharsets.UTF_8);
            return new ByteMessages(new ByteArrayInputStream(bytes), contentType, BodyPace.none(), memory);
        }
        String text = base64 ? new String(decoded(data), StandardCharsets.UTF_8) : data;
        // A server may, not must, put the messages of an event into an array.
        String array = text.stripLeading().startsWith("[") ? text : "[" + text + "]";
        return JsonArrayMessages.of(array, contentType, memory);
    }

    private static byte[] decoded(String data) throws UndecodableException {
        String text = data.replace("\n", "").replace("\r", "");
        if (text.length() % 4 != 0) {
            throw new UndecodableException("the base64 text of a data event is cut");
        }
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new UndecodableException("a data event is not base64", e);
        }
    }

    @Override
    public boolean await(Runnable then) {
        boolean known = mark != null || !arrived.isEmpty() || ended || failure != null;
        return !known && !events.hasBytes() && response.await(then);
    }

    @Override
    public long toPassOver() {
        return toPassOver;
    }

    @Override
    public void close() {
        response.close();
    }
}
