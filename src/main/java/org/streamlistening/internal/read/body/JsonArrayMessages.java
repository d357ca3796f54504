package org.streamlistening.internal.read.body;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.http.body.MessageBudget;
import org.streamlistening.internal.http.body.UndecodableException;
import org.streamlistening.internal.protocol.json.InvalidJsonException;
import org.streamlistening.internal.protocol.json.JsonSplitter;

/**
 * The elements of a JSON array, each with exactly the text that the server sent (Protocol, section 9.1): {@code 1.0} is
 * not {@code 1.00}, nor {@code é} its escape.
 *
 * <p>An element can be nested to any depth. The delivery decides whether it can be decoded: a message that cannot be
 * decoded must not keep a reader from the messages behind it.
 */
public final class JsonArrayMessages implements MessageSource {

    private static final byte[] NO_MESSAGES = {'[', ']'};

    private final MessageBuffer buffer;
    private final String contentType;
    private final boolean cutLooksLikeEnd;
    private final BodyPace pace;
    private boolean finished;

    /** A number that is no element ends with the text. */
    private boolean lastEnded;

    private boolean paused;

    /**
     * @param limit how many characters a message can have
     * @param cutLooksLikeEnd whether the transport cannot tell a lost connection from the end of the body
     */
    public JsonArrayMessages(
            InputStream body,
            String contentType,
            int limit,
            boolean cutLooksLikeEnd,
            BodyPace pace,
            MessageBudget.Share memory) {
        this(new MessageBuffer(body, JsonSplitter.ofArray(), limit, pace, memory), contentType, cutLooksLikeEnd, pace);
    }

    private JsonArrayMessages(MessageBuffer buffer, String contentType, boolean cutLooksLikeEnd, BodyPace pace) {
        this.buffer = buffer;
        this.contentType = contentType;
        this.cutLooksLikeEnd = cutLooksLikeEnd;
        this.pace = pace;
    }

    /** The elements of an array that has arrived, or the one value that is no array. Blank text has no messages. */
    public static JsonArrayMessages of(byte[] text, String contentType, MessageBudget.Share memory) {
        boolean blank = isBlank(text);
        JsonSplitter splitter = blank ? JsonSplitter.ofArray() : JsonSplitter.ofValue(Integer.MAX_VALUE);
        InputStream body = new ByteArrayInputStream(blank ? NO_MESSAGES : text);
        MessageBuffer buffer = new MessageBuffer(body, splitter, text.length, BodyPace.none(), memory);
        return new JsonArrayMessages(buffer, contentType, false, BodyPace.none());
    }

    private static boolean isBlank(byte[] text) {
        for (byte next : text) {
            if (next != ' ' && next != '\t' && next != '\n' && next != '\r') {
                return false;
            }
        }
        return true;
    }

    @Override
    public @Nullable StreamMessage next(int maxBytes) throws IOException {
        return step() ? buffer.message(contentType) : null;
    }

    @Override
    public long drop(long amount) throws IOException {
        long dropped = 0;
        while (dropped < amount && step()) {
            dropped++;
        }
        return dropped;
    }

    @Override
    public boolean paused() {
        return paused;
    }

    /** Goes on to the end of the next element; false: the body ended, or is slow. */
    private boolean step() throws IOException {
        paused = false;
        while (!finished && (buffer.hasUnscanned() || filled())) {
            if (split()) {
                return true;
            }
        }
        boolean last = lastEnded;
        lastEnded = false;
        return last;
    }

    private boolean split() throws UndecodableException {
        try {
            return buffer.split();
        } catch (InvalidJsonException e) {
            String array = buffer.splitter().isArray() ? "the body is not JSON" : "the body is not a JSON array";
            throw new UndecodableException(e.isEncoding() ? "the body is not UTF-8" : array, e);
        }
    }

    private boolean filled() throws IOException {
        paused = pace.isOver();
        if (paused) {
            return false;
        }
        finished = !buffer.fill();
        if (finished && !buffer.isEmpty()) {
            requireComplete();
        }
        return !finished;
    }

    private void requireComplete() throws IOException {
        try {
            lastEnded = buffer.splitter().finish();
        } catch (InvalidJsonException e) {
            if (cutLooksLikeEnd) {
                throw new IOException("the connection was closed in the middle of the body", e);
            }
            String message = e.isEncoding() ? "the body is not UTF-8" : "the JSON array ends in the middle";
            throw new UndecodableException(message, e);
        }
    }
}
