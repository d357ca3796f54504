package org.streamlistening.internal.read;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.StreamId;
import org.streamlistening.internal.http.StreamRequest;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.read.response.ResponsePartReader.Mark;

/**
 * The requests of a reader. Repeats the cursor and, at the end of a stream, the entity tag. For the thread that reads.
 */
final class ReadRequestBuilder {

    private static final String ACTION = "read";

    private final StreamId id;
    private @Nullable String cursor;
    private @Nullable Offset emptyAt;
    private @Nullable String emptyTag;

    ReadRequestBuilder(StreamId id) {
        this.id = id;
    }

    /** Requests what the stream contains (Protocol, section 5.6). */
    StreamRequest catchUp(StreamPosition from) {
        String tag = emptyTag;
        // Only if the response was empty: of any other one, the reader may have dropped a part.
        boolean unchanged = tag != null && from.skip() == 0 && from.offset().equals(emptyAt);
        Map<String, String> headers = tag != null && unchanged ? Map.of("If-None-Match", tag) : Map.of();
        return request(parameters(from, null), headers, true);
    }

    /** Requests what the stream contains; if that is nothing, the server waits for messages (Protocol, section 5.7). */
    StreamRequest longPoll(StreamPosition from) {
        return request(parameters(from, "long-poll"), Map.of(), true);
    }

    /** Requests an event stream (Protocol, section 5.8). Without a content coding, which would hold events back. */
    StreamRequest events(StreamPosition from) {
        return request(parameters(from, "sse"), Map.of("Accept", "text/event-stream"), false);
    }

    /** Keeps the cursor, which the next live request must repeat. */
    void markReached(Mark mark) {
        cursor = mark.cursor() == null ? cursor : mark.cursor();
    }

    /** Keeps the entity tag of an empty response at this offset. */
    void foundNothingAt(Offset offset, @Nullable String tag) {
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

    private StreamRequest request(Map<String, String> parameters, Map<String, String> headers, boolean compressible) {
        return new StreamRequest(ACTION, id, "GET", parameters, headers, null, null, compressible);
    }
}
