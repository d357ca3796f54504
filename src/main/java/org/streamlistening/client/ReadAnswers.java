package org.streamlistening.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.Reading.Mark;

/** How a reader opens what it is answered. */
final class ReadAnswers {

    private static final String UNKNOWN_TYPE = "application/octet-stream";

    private final ClientSettings settings;
    private final MessageBudget.Share memory;
    private final Consumer<Duration> slow;
    // An event stream does not tell what the stream holds; the plain read before it does.
    private String contentType = UNKNOWN_TYPE;

    /**
     * @param memory what the messages of this reader count to
     * @param slow is told when a response arrives slowly
     */
    ReadAnswers(ClientSettings settings, MessageBudget.Share memory, Consumer<Duration> slow) {
        this.settings = settings;
        this.memory = memory;
        this.slow = slow;
    }

    /** Whether an answer is an event stream. */
    static boolean isEvents(Answer answer) {
        return answer.header("Content-Type")
                .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("text/event-stream"))
                .isPresent();
    }

    /** Whether an answer says that there is nothing (new). */
    static boolean isEmpty(Answer answer) {
        return answer.status() == 204 || answer.status() == 304;
    }

    /**
     * Opens the answer to a catch-up read or a long-poll.
     *
     * @param asked the position that was asked for
     */
    Reading page(Answer answer, StreamPosition asked) throws IOException {
        boolean empty = isEmpty(answer);
        Offset next = empty ? unmoved(answer, asked.offset()) : next(answer);
        TurnedBackException.check(asked.offset(), next);
        boolean closed = answer.isTrue(Protocol.CLOSED);
        boolean upToDate = closed || empty || answer.isTrue(Protocol.UP_TO_DATE);
        Mark end =
                new Mark(next, upToDate, closed, answer.header(Protocol.CURSOR).orElse(null));
        Pace pace = new Pace(System::nanoTime, slow);
        MessageSource source = empty ? new Nothing() : source(answer, pace);
        return new Page(
                answer, source, new Chunks(source, settings.maxChunkBytes(), pace), end, named(answer, asked, next));
    }

    /**
     * The position that was asked for by a name that leads to the same place for ever. {@code -1} is the beginning of
     * whatever is there: once something of it was read, only the name that a server may give it is a place to come back to.
     */
    private static StreamPosition named(Answer answer, StreamPosition asked, Offset next) {
        if (!asked.offset().equals(Offset.BEGINNING)) {
            return asked;
        }
        try {
            return answer.offset(Protocol.EARLIEST_OFFSET)
                    .filter(earliest -> !earliest.equals(Offset.NOW) && !TurnedBackException.goesBack(earliest, next))
                    .map(earliest -> new StreamPosition(earliest, asked.skip()))
                    .orElse(asked);
        } catch (IllegalArgumentException noOffset) {
            // It is not needed, only better.
            return asked;
        }
    }

    Reading events(Answer answer, StreamPosition asked) throws IOException {
        // An event stream may be silent for long: that is not slow.
        Pace pace = new Pace(System::nanoTime, unused -> {});
        return new SseReading(answer, settings, contentType, asked, pace, memory);
    }

    private MessageSource source(Answer answer, Pace pace) throws IOException {
        if (!answer.tellsItsEnd()) {
            answer.requireBody();
        }
        contentType = answer.header("Content-Type").orElse(UNKNOWN_TYPE);
        if (!StreamMessage.isJson(contentType)) {
            return new ByteMessages(answer.body(), contentType, pace, memory);
        }
        RememberingReader text = RememberingReader.of(answer.body(), settings.maxMessageLength(), pace, memory);
        return new JsonMessages(text, contentType, !answer.tellsItsEnd(), pace);
    }

    /** The end of a stream that has nothing new. Where ours begins like it, it is ours, and was cut off. */
    private static Offset unmoved(Answer answer, Offset asked) throws IOException {
        boolean named = answer.header(Protocol.NEXT_OFFSET)
                .filter(name -> !asked.value().startsWith(name))
                .isPresent();
        return named || asked.equals(Offset.NOW) ? next(answer) : asked;
    }

    private static Offset next(Answer answer) throws IOException {
        try {
            Offset next = answer.offset(Protocol.NEXT_OFFSET).orElse(null);
            if (next == null) {
                answer.requireWholeHead();
                if (answer.isForeign()) {
                    throw new ForeignResponseException();
                }
                throw new UndecodableException("the answer has no " + Protocol.NEXT_OFFSET
                        + ". Does the base URI lead to a durable streams server?");
            }
            if (next.equals(Offset.NOW)) {
                throw new UndecodableException("the server names no position to go on at");
            }
            return next;
        } catch (IllegalArgumentException e) {
            throw new UndecodableException("the server names a position that cannot be one", e);
        }
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
