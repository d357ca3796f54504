package org.streamlistening.internal.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.engine.state.ContentType;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.RequestRejectedException.Detail;
import org.streamlistening.internal.engine.state.RequestRejectedException.Reason;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.engine.state.StreamConfig;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.protocol.ProtocolNames;

/** Decides whether an append is allowed (Protocol, section 5.2, in its recommended order of precedence). */
record AppendDecision(StreamConfig config, ReadableContent content, AppendRequest bytes) {

    /** The bytes to store. */
    StoredAppend batch() {
        if (bytes.isEmpty()) {
            if (!bytes.closes()) {
                throw RequestRejectedException.invalid("the body is empty");
            }
            return StoredAppend.EMPTY;
        }
        refuseOtherType();
        StoredAppend append = StoredAppend.of(bytes.body(), config.contentType());
        if (append.isEmpty()) {
            throw RequestRejectedException.invalid("an empty JSON array appends nothing");
        }
        return append;
    }

    private void refuseOtherType() {
        ContentType given =
                bytes.contentType().orElseThrow(() -> RequestRejectedException.invalid("a body needs a Content-Type header"));
        if (!given.isSameAs(config.contentType())) {
            throw RequestRejectedException.conflict("the stream has another content type: "
                    + config.contentType().essence());
        }
    }

    /**
     * Whether the request is a duplicate of an accepted one.
     *
     * @throws RequestRejectedException if it is neither a duplicate nor allowed
     */
    boolean isDone(StreamState state, ProducerTable producers) {
        @Nullable ProducerRequest step = bytes.producer();
        if (state.closed()) {
            boolean repeated = step == null ? bytes.isEmpty() && bytes.closes() : step.equals(state.closedBy());
            if (!repeated) {
                throw closed(state, step, producers);
            }
            return true;
        }
        if (step != null && producers.knows(step)) {
            return true;
        }
        refuseOldSeq(state);
        return false;
    }

    private RequestRejectedException closed(StreamState state, @Nullable ProducerRequest step, ProducerTable producers) {
        if (step != null) {
            producers.refuseStale(step);
        }
        return new RequestRejectedException(
                Reason.CLOSED, "the stream is closed", Map.of(Detail.NEXT_OFFSET, content.token(state.tail())));
    }

    /** Sequence numbers belong to the stream, not to the writer, and are compared byte by byte. */
    private void refuseOldSeq(StreamState state) {
        @Nullable String last = state.seq();
        @Nullable String given = bytes.seq();
        if (given != null && last != null && given.compareTo(last) <= 0) {
            throw RequestRejectedException.conflict("the " + ProtocolNames.SEQ + " is not greater than the last one");
        }
    }
}
