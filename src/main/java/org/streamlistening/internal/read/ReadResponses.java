package org.streamlistening.internal.read;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.StreamPosition;
import org.streamlistening.internal.http.ClientSettings;
import org.streamlistening.internal.http.ForeignResponseException;
import org.streamlistening.internal.http.MessageBudget;
import org.streamlistening.internal.http.StreamResponse;
import org.streamlistening.internal.http.UndecodableException;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.read.ResponsePartReader.Mark;
import org.streamlistening.internal.read.body.BodyPace;
import org.streamlistening.internal.read.body.ByteMessages;
import org.streamlistening.internal.read.body.JsonArrayMessages;
import org.streamlistening.internal.read.body.MessageChunks;
import org.streamlistening.internal.read.body.MessageSource;

/** How a reader opens what it is answered. */
final class ReadResponses {

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
    ReadResponses(ClientSettings settings, MessageBudget.Share memory, Consumer<Duration> slow) {
        this.settings = settings;
        this.memory = memory;
        this.slow = slow;
    }

    /** Whether an answer is an event stream. */
    static boolean isEvents(StreamResponse response) {
        return response.header("Content-Type")
                .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("text/event-stream"))
                .isPresent();
    }

    /** Whether an answer says that there is nothing (new). */
    static boolean isEmpty(StreamResponse response) {
        return response.status() == 204 || response.status() == 304;
    }

    /**
     * Opens the answer to a catch-up read or a long-poll.
     *
     * @param asked the position that was asked for
     */
    ResponsePartReader page(StreamResponse response, StreamPosition asked) throws IOException {
        boolean empty = isEmpty(response);
        Offset next = empty ? unmoved(response, asked.offset()) : next(response);
        OffsetWentBackException.check(asked.offset(), next);
        boolean closed = response.isTrue(ProtocolNames.CLOSED);
        boolean upToDate = closed || empty || response.isTrue(ProtocolNames.UP_TO_DATE);
        Mark end = new Mark(
                next, upToDate, closed, response.header(ProtocolNames.CURSOR).orElse(null));
        BodyPace pace = new BodyPace(System::nanoTime, slow);
        MessageSource source = empty ? new Nothing() : source(response, pace);
        return new PageResponse(
                response,
                source,
                new MessageChunks(source, settings.maxChunkBytes(), pace),
                end,
                named(response, asked, next));
    }

    /**
     * The position that was asked for by a name that leads to the same place for ever. {@code -1} is the beginning of
     * whatever is there: once something of it was read, only the name that a server may give it is a place to come back to.
     */
    private static StreamPosition named(StreamResponse response, StreamPosition asked, Offset next) {
        if (!asked.offset().equals(Offset.BEGINNING)) {
            return asked;
        }
        try {
            return response.offset(ProtocolNames.EARLIEST_OFFSET)
                    .filter(earliest ->
                            !earliest.equals(Offset.NOW) && !OffsetWentBackException.goesBack(earliest, next))
                    .map(earliest -> new StreamPosition(earliest, asked.skip()))
                    .orElse(asked);
        } catch (IllegalArgumentException noOffset) {
            // It is not needed, only better.
            return asked;
        }
    }

    ResponsePartReader events(StreamResponse response, StreamPosition asked) throws IOException {
        // An event stream may be silent for long: that is not slow.
        BodyPace pace = new BodyPace(System::nanoTime, unused -> {});
        return new SseResponse(response, settings, contentType, asked, pace, memory);
    }

    private MessageSource source(StreamResponse response, BodyPace pace) throws IOException {
        if (!response.isDelimited()) {
            response.requireBodyStart();
        }
        contentType = response.header("Content-Type").orElse(UNKNOWN_TYPE);
        if (!StreamMessage.isJson(contentType)) {
            return new ByteMessages(response.body(), contentType, pace, memory);
        }
        return new JsonArrayMessages(
                response.body(), contentType, settings.maxMessageLength(), !response.isDelimited(), pace, memory);
    }

    /** The end of a stream that has nothing new. Where ours begins like it, it is ours, and was cut off. */
    private static Offset unmoved(StreamResponse response, Offset asked) throws IOException {
        boolean named = response.header(ProtocolNames.NEXT_OFFSET)
                .filter(name -> !asked.value().startsWith(name))
                .isPresent();
        return named || asked.equals(Offset.NOW) ? next(response) : asked;
    }

    private static Offset next(StreamResponse response) throws IOException {
        try {
            Offset next = response.offset(ProtocolNames.NEXT_OFFSET).orElse(null);
            if (next == null) {
                response.requireCompleteHead();
                if (response.isForeign()) {
                    throw new ForeignResponseException();
                }
                throw new UndecodableException("the answer has no " + ProtocolNames.NEXT_OFFSET
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
