package org.streamlistening.internal.read.response;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.internal.http.ClientSettings;
import org.streamlistening.internal.http.ForeignResponseException;
import org.streamlistening.internal.http.StreamResponse;
import org.streamlistening.internal.http.body.MessageBudget;
import org.streamlistening.internal.http.body.UndecodableException;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.read.body.BodyPace;
import org.streamlistening.internal.read.body.ByteMessages;
import org.streamlistening.internal.read.body.JsonArrayMessages;
import org.streamlistening.internal.read.body.MessageChunks;
import org.streamlistening.internal.read.body.MessageSource;
import org.streamlistening.internal.read.response.ResponsePartReader.Mark;

/** Opens the responses to the requests of a reader. For the thread that reads. */
public final class ReadResponses {

    private static final String UNKNOWN_TYPE = "application/octet-stream";

    private final ClientSettings settings;
    private final MessageBudget.Share memory;
    private final Consumer<Duration> slow;
    /** The content type of the stream: an event stream does not contain it, but the plain read before it does. */
    private String contentType = UNKNOWN_TYPE;

    /**
     * @param memory the share of this reader in the budget for unfinished messages
     * @param slow called when a response arrives slowly, with the time so far
     */
    public ReadResponses(ClientSettings settings, MessageBudget.Share memory, Consumer<Duration> slow) {
        this.settings = settings;
        this.memory = memory;
        this.slow = slow;
    }

    /** Whether a response is an event stream. */
    public static boolean isEvents(StreamResponse response) {
        return response.header("Content-Type")
                .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("text/event-stream"))
                .isPresent();
    }

    /** Whether a response says that there is nothing new. */
    public static boolean isEmpty(StreamResponse response) {
        return response.status() == 204 || response.status() == 304;
    }

    /**
     * Opens the response to a plain read or a long-poll.
     *
     * @param requested the position of the request
     */
    public ResponsePartReader page(StreamResponse response, StreamPosition requested) throws IOException {
        boolean empty = isEmpty(response);
        Offset next = empty ? unmoved(response, requested.offset()) : next(response);
        OffsetWentBackException.check(requested.offset(), next);
        boolean closed = response.isTrue(ProtocolNames.CLOSED);
        boolean upToDate = closed || empty || response.isTrue(ProtocolNames.UP_TO_DATE);
        Mark end = new Mark(
                next, upToDate, closed, response.header(ProtocolNames.CURSOR).orElse(null));
        BodyPace pace = new BodyPace(System::nanoTime, slow);
        MessageSource source = empty ? new NoMessages() : source(response, pace);
        return new PageResponse(
                response,
                source,
                new MessageChunks(source, settings.maxChunkBytes(), pace),
                end,
                lastingPosition(response, requested, next));
    }

    /**
     * The position of the request, by an offset that keeps its meaning. {@code -1} is the beginning of any stream: once
     * the reader has read a part of the response, only the earliest offset, if the server names it, leads back to that
     * stream.
     */
    private static StreamPosition lastingPosition(StreamResponse response, StreamPosition requested, Offset next) {
        if (!requested.offset().equals(Offset.BEGINNING)) {
            return requested;
        }
        try {
            return response.offset(ProtocolNames.EARLIEST_OFFSET)
                    .filter(earliest ->
                            !earliest.equals(Offset.NOW) && !OffsetWentBackException.goesBack(earliest, next))
                    .map(earliest -> new StreamPosition(earliest, requested.skip()))
                    .orElse(requested);
        } catch (IllegalArgumentException invalidOffset) {
            // The header is optional.
            return requested;
        }
    }

    public ResponsePartReader events(StreamResponse response, StreamPosition requested) throws IOException {
        // An event stream can be silent for long without being slow.
        BodyPace pace = new BodyPace(System::nanoTime, unused -> {});
        return new SseResponse(response, settings, contentType, requested, pace, memory);
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

    /** The offset of a response without content. An offset that is the beginning of the requested one was cut off. */
    private static Offset unmoved(StreamResponse response, Offset requested) throws IOException {
        boolean other = response.header(ProtocolNames.NEXT_OFFSET)
                .filter(name -> !requested.value().startsWith(name))
                .isPresent();
        return other || requested.equals(Offset.NOW) ? next(response) : requested;
    }

    private static Offset next(StreamResponse response) throws IOException {
        try {
            Offset next = response.offset(ProtocolNames.NEXT_OFFSET).orElse(null);
            if (next == null) {
                response.requireCompleteHead();
                if (response.isForeign()) {
                    throw new ForeignResponseException();
                }
                throw new UndecodableException("the response has no " + ProtocolNames.NEXT_OFFSET
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

    private static final class NoMessages implements MessageSource {

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
