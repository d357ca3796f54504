package org.streamlistening.client;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.Exchange.Question;
import org.streamlistening.client.Reading.Mark;

/** What a reader asks, and how it opens the answers. */
final class ReadQuestions {

    private static final String ACTION = "read";

    private final StreamId id;
    private final ClientSettings settings;

    ReadQuestions(StreamId id, ClientSettings settings) {
        this.id = id;
        this.settings = settings;
    }

    /** For what is there (Protocol, section 5.6). */
    Question catchUp(Offset offset) {
        return question(Map.of(Protocol.OFFSET_PARAMETER, offset.value()), true);
    }

    /** For what is there, or else comes while the server waits (Protocol, section 5.7). */
    Question longPoll(Offset offset, @Nullable String cursor) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put(Protocol.OFFSET_PARAMETER, offset.value());
        parameters.put(Protocol.LIVE_PARAMETER, "long-poll");
        if (cursor != null) {
            parameters.put(Protocol.CURSOR_PARAMETER, cursor);
        }
        return question(parameters, true);
    }

    private Question question(Map<String, String> parameters, boolean packed) {
        return new Question(ACTION, id, "GET", parameters, Map.of(), null, null, packed);
    }

    /**
     * Opens the answer to a catch-up read or a long-poll.
     *
     * @param asked the position that was asked for
     */
    Page page(Answer answer, StreamPosition asked) throws IOException {
        boolean empty = answer.status() == 204 || answer.status() == 304;
        Offset next = next(answer, empty ? Optional.of(asked.offset()) : Optional.empty());
        boolean closed = answer.isTrue(Protocol.CLOSED);
        boolean upToDate = closed || empty || answer.isTrue(Protocol.UP_TO_DATE);
        Mark end =
                new Mark(next, upToDate, closed, answer.header(Protocol.CURSOR).orElse(null));
        MessageSource source = empty ? new Nothing() : source(answer);
        return new Page(answer, source, settings.maxChunkBytes(), end, asked.skip());
    }

    private MessageSource source(Answer answer) throws IOException {
        String contentType = answer.header("Content-Type").orElse("application/octet-stream");
        if (!StreamMessage.isJson(contentType)) {
            return new ByteMessages(answer.body(), contentType);
        }
        RememberingReader text = RememberingReader.of(answer.body(), settings.maxMessageBytes());
        return new JsonMessages(text, settings.json(), contentType, !answer.tellsItsEnd());
    }

    private static Offset next(Answer answer, Optional<Offset> otherwise) throws UndecodableException {
        try {
            Offset next = answer.offset(Protocol.NEXT_OFFSET)
                    .or(() -> otherwise)
                    .orElseThrow(() -> new UndecodableException("the answer has no " + Protocol.NEXT_OFFSET
                            + ". Does the base URI lead to a durable streams server?"));
            if (next.equals(Offset.NOW)) {
                throw new UndecodableException("the server names no position to go on at");
            }
            return next;
        } catch (IllegalArgumentException e) {
            throw new UndecodableException("the server names a position that cannot be one", e);
        }
    }

    StreamException undecodable(UndecodableException e) {
        return new StreamDecodeException("cannot read stream '" + id + "': " + e.getMessage(), id.value(), 200, e);
    }

    StreamException interrupted(IOException e) {
        return new StreamException(
                "cannot read stream '" + id + "' further: the answer was cut off ("
                        + e.getClass().getSimpleName() + ")",
                id.value(),
                0,
                true,
                null,
                e);
    }

    private static final class Nothing implements MessageSource {

        @Override
        public @Nullable StreamMessage next(int maxBytes) {
            return null;
        }

        @Override
        public long drop(long amount) {
            return 0;
        }
    }
}
