package org.streamlistening.client;

import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamMessage;

/**
 * The elements of a JSON array, each with exactly the text that the server sent (Protocol, section 9.1).
 *
 * <p>The parser of the platform says where a value ends and whether it is one; the text itself is cut out of what the
 * parser read, because no event of a parser tells {@code 1.0} from {@code 1.00} or {@code é} from its escape.
 */
final class JsonMessages implements MessageSource {

    private final RememberingReader source;
    private final String contentType;
    private final boolean cutLooksLikeEnd;
    private final JsonParser parser;
    private boolean begun;
    private boolean finished;
    // Where the last value, or the bracket before the first, ended.
    private long position;

    /** @param cutLooksLikeEnd whether the transport cannot tell a lost connection from the end of the body */
    JsonMessages(RememberingReader source, JsonProvider json, String contentType, boolean cutLooksLikeEnd) {
        this.source = source;
        this.contentType = contentType;
        this.cutLooksLikeEnd = cutLooksLikeEnd;
        this.parser = json.createParser(source);
    }

    @Override
    public @Nullable StreamMessage next(int maxBytes) throws IOException {
        return step() ? StreamMessage.of(taken(), contentType) : null;
    }

    @Override
    public long drop(long amount) throws IOException {
        long dropped = 0;
        while (dropped < amount && step()) {
            taken();
            dropped++;
        }
        return dropped;
    }

    /** Goes behind the next value; false: there is none. */
    private boolean step() throws IOException {
        if (finished) {
            return false;
        }
        try {
            if (!begun) {
                begin();
            }
            finished = !passValue();
            return !finished;
        } catch (IllegalStateException e) {
            // The implementation of JSON-P is to blame, not the body.
            throw e;
        } catch (RuntimeException e) {
            // Of whatever kind: to what is nested too deeply, Parsson says so by a plain one.
            if (source.isEmpty()) {
                finished = true;
                return false;
            }
            throw unreadable(e);
        }
    }

    private void begin() throws UndecodableException {
        if (parser.next() != Event.START_ARRAY) {
            throw new UndecodableException("the body is not a JSON array");
        }
        begun = true;
        position = parser.getLocation().getStreamOffset();
        if (position < 1 || source.at(position - 1) != '[') {
            throw new IllegalStateException("the JSON-P implementation "
                    + parser.getClass().getName() + " does not tell positions in the text; Parsson does");
        }
    }

    private boolean passValue() {
        Event event = parser.next();
        if (event == Event.END_ARRAY) {
            // Reads to the end of the body: nothing may follow, and the connection can be used again.
            return parser.hasNext();
        }
        for (int depth = depth(event); depth > 0; ) {
            depth += depth(parser.next());
        }
        if (event == Event.VALUE_NUMBER && !source.knows(parser.getLocation().getStreamOffset())) {
            // 12 may be the beginning of 123: a number is only whole when something follows it.
            throw new NoSuchElementException("the body ends with a number");
        }
        return true;
    }

    private static int depth(Event event) {
        return switch (event) {
            case START_ARRAY, START_OBJECT -> 1;
            case END_ARRAY, END_OBJECT -> -1;
            default -> 0;
        };
    }

    private String taken() throws UndecodableException {
        long from = position;
        while (isBetweenValues(source.at(from))) {
            from++;
        }
        position = parser.getLocation().getStreamOffset();
        return source.take(from, position);
    }

    private static boolean isBetweenValues(char character) {
        return character == ',' || character == ' ' || character == '\n' || character == '\r' || character == '\t';
    }

    private IOException unreadable(RuntimeException e) {
        boolean malformed = e.getCause() instanceof CharacterCodingException;
        if (cutLooksLikeEnd && (malformed ? source.endedInCharacter() : source.ended())) {
            return new IOException("the connection was closed in the middle of the body", e);
        }
        if (malformed) {
            return new UndecodableException("the body is not UTF-8", e);
        }
        if (e.getCause() instanceof IOException broken) {
            return broken;
        }
        if (source.ended()) {
            return new UndecodableException("the JSON array ends in the middle", e);
        }
        return new UndecodableException("the body is not JSON", e);
    }
}
