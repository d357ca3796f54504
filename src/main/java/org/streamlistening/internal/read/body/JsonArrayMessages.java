package org.streamlistening.internal.read.body;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.http.MessageBudget;
import org.streamlistening.internal.http.UndecodableException;

/**
 * The elements of a JSON array, each with exactly the text that the server sent (Protocol, section 9.1): {@code 1.0} is
 * not {@code 1.00}, nor {@code é} its escape.
 *
 * <p>An element may be nested to any depth. Whether it can be decoded is decided where it is delivered: a message that
 * cannot must not keep a reader from those behind it.
 */
public final class JsonArrayMessages implements MessageSource {

    private final RecordingReader source;
    private final String contentType;
    private final boolean cutLooksLikeEnd;
    private final BodyPace pace;
    private final JsonArraySyntax syntax = new JsonArraySyntax();
    private boolean finished;
    private boolean paused;
    private long at;
    private long begin;
    private long end;

    /** @param cutLooksLikeEnd whether the transport cannot tell a lost connection from the end of the body */
    public JsonArrayMessages(RecordingReader source, String contentType, boolean cutLooksLikeEnd, BodyPace pace) {
        this.source = source;
        this.contentType = contentType;
        this.cutLooksLikeEnd = cutLooksLikeEnd;
        this.pace = pace;
    }

    /** The elements of an array that is here already. */
    public static JsonArrayMessages of(String array, String contentType) {
        RecordingReader text = new RecordingReader(new StringReader(array), array.length(), MessageBudget.unlimited());
        return new JsonArrayMessages(text, contentType, false, BodyPace.none());
    }

    @Override
    public @Nullable StreamMessage next(int maxBytes) throws IOException {
        return step() ? StreamMessage.of(source.take(begin, end), contentType) : null;
    }

    @Override
    public long drop(long amount) throws IOException {
        long dropped = 0;
        while (dropped < amount && step()) {
            source.forget(end);
            dropped++;
        }
        return dropped;
    }

    @Override
    public boolean paused() {
        return paused;
    }

    /** Goes behind the next element; false: there is none, or not yet. */
    private boolean step() throws IOException {
        paused = false;
        while (!finished && available()) {
            switch (syntax.accept(source.at(at++))) {
                case BEGINS -> begin = at - 1;
                case INSIDE -> {}
                case ENDS -> {
                    end = at;
                    return true;
                }
                case ENDED -> {
                    end = at - 1;
                    return true;
                }
                case BETWEEN -> source.forget(at);
                case WRONG ->
                    throw new UndecodableException(
                            syntax.isBegun() ? "the body is not JSON" : "the body is not a JSON array");
            }
        }
        return false;
    }

    /** Whether there is another character; false: at the end of the body, or because it is time to pause. */
    private boolean available() throws IOException {
        if (at < source.end()) {
            return true;
        }
        paused = pace.isOver();
        if (paused) {
            return false;
        }
        finished = !filled();
        if (finished && !syntax.isComplete() && !source.isEmpty()) {
            throw cutLooksLikeEnd ? cut(null) : new UndecodableException("the JSON array ends in the middle");
        }
        return !finished;
    }

    private boolean filled() throws IOException {
        try {
            return source.fill();
        } catch (CharacterCodingException e) {
            throw cutLooksLikeEnd && source.endedInCharacter()
                    ? cut(e)
                    : new UndecodableException("the body is not UTF-8", e);
        }
    }

    private static IOException cut(@Nullable IOException cause) {
        return new IOException("the connection was closed in the middle of the body", cause);
    }
}
