package org.streamlistening.internal.read;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.client.StreamDecodeException;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamGoneException;
import org.streamlistening.client.StreamId;
import org.streamlistening.client.StreamPosition;
import org.streamlistening.internal.http.MessageBudget.BudgetExceededException;
import org.streamlistening.internal.http.StreamRequest;
import org.streamlistening.internal.http.UndecodableException;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.protocol.TimeText;
import org.streamlistening.internal.read.ResponsePartReader.Mark;

/** What a reader asks. */
final class ReadRequests {

    private static final System.Logger LOG = System.getLogger(ReadRequests.class.getName());
    private static final String ACTION = "read";

    private final StreamId id;
    private @Nullable String cursor;
    private @Nullable Offset emptyAt;
    private @Nullable String emptyTag;

    ReadRequests(StreamId id) {
        this.id = id;
    }

    /** For what is there (Protocol, section 5.6). */
    StreamRequest catchUp(StreamPosition from) {
        String tag = emptyTag;
        // Only an answer that brought nothing may be answered with "as before": of any other one, parts may be missing.
        boolean asBefore = tag != null && from.skip() == 0 && from.offset().equals(emptyAt);
        Map<String, String> headers = tag != null && asBefore ? Map.of("If-None-Match", tag) : Map.of();
        return question(parameters(from, null), headers, true);
    }

    /** For what is there, or else comes while the server waits (Protocol, section 5.7). */
    StreamRequest longPoll(StreamPosition from) {
        return question(parameters(from, "long-poll"), Map.of(), true);
    }

    /** For what is there, and whatever comes (Protocol, section 5.8). Not packed, which would hold events back. */
    StreamRequest events(StreamPosition from) {
        return question(parameters(from, "sse"), Map.of("Accept", "text/event-stream"), false);
    }

    /** Remembers what the next question has to repeat. */
    void answered(Mark mark) {
        cursor = mark.cursor() == null ? cursor : mark.cursor();
    }

    /** Remembers that nothing was there. */
    void nothingAt(Offset offset, @Nullable String tag) {
        emptyAt = offset;
        emptyTag = tag;
    }

    private Map<String, String> parameters(StreamPosition from, @Nullable String live) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put(ProtocolNames.OFFSET_PARAMETER, from.offset().value());
        if (live != null) {
            parameters.put(ProtocolNames.LIVE_PARAMETER, live);
            if (cursor != null) {
                parameters.put(ProtocolNames.CURSOR_PARAMETER, cursor);
            }
        }
        return parameters;
    }

    private StreamRequest question(Map<String, String> parameters, Map<String, String> headers, boolean packed) {
        return new StreamRequest(ACTION, id, "GET", parameters, headers, null, null, packed);
    }

    /** Tells that a response arrives slowly. */
    void slow(Duration soFar) {
        LOG.log(
                System.Logger.Level.WARNING,
                "the response to a read of stream ''{0}'' arrives slowly: no whole message in {1}. The reader goes on"
                        + " waiting",
                id,
                TimeText.rounded(soFar));
    }

    /** Other readers hold too much at the moment. */
    StreamException noRoom(BudgetExceededException e) {
        String message = "cannot read stream '" + id + "' further: " + e.getMessage()
                + ". It is possible again when others are complete; maxUnfinishedBytes is the limit";
        return new StreamException(message, id.value(), 200, true, null, e);
    }

    StreamException undecodable(UndecodableException e) {
        return new StreamDecodeException("cannot read stream '" + id + "': " + e.getMessage(), id.value(), 200, e);
    }

    /** A plain read with an offset that was given out by the server, as every offset but {@code -1} and {@code now}. */
    StreamException unknownOffset(StreamException e) {
        String why = "the server answered " + e.status()
                + ": this stream has no such offset. Either the stream was deleted and"
                + " created again, or the offset comes from another stream: start at its beginning";
        return new StreamGoneException(
                "cannot read stream '" + id + "': " + why, id.value(), e.status(), null, true, e);
    }

    StreamException turnedBack(OffsetWentBackException e) {
        String why = e.getMessage()
                + ", again and again. The stream was probably deleted and created again: start at its" + " beginning";
        return new StreamGoneException("cannot read stream '" + id + "': " + why, id.value(), 200, null, true, e);
    }

    StreamException interrupted(IOException e) {
        String why = "the answer was cut off (" + e.getClass().getSimpleName() + ")";
        return new StreamException("cannot read stream '" + id + "' further: " + why, id.value(), 0, true, null, e);
    }
}
