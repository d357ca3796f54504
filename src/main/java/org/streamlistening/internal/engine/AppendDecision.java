package org.streamlistening.internal.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.engine.state.ContentType;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.ProtocolError;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.engine.state.StreamConfig;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.protocol.ProtocolNames;

/** Whether an append may be done (Protocol, section 5.2, in the order of precedence that it recommends). */
record AppendDecision(StreamConfig config, ReadableContent content, AppendRequest bytes) {

    /** What will be stored of it. */
    StoredAppend batch() {
        if (bytes.isEmpty()) {
            if (!bytes.closes()) {
                throw ProtocolError.badRequest("the body is empty");
            }
            return StoredAppend.EMPTY;
        }
        refuseOtherType();
        StoredAppend append = StoredAppend.of(bytes.body(), config.contentType());
        if (append.isEmpty()) {
            throw ProtocolError.badRequest("an empty JSON array appends nothing");
        }
        return append;
    }

    private void refuseOtherType() {
        ContentType given =
                bytes.contentType().orElseThrow(() -> ProtocolError.badRequest("a body needs a Content-Type header"));
        if (!given.isSameAs(config.contentType())) {
            throw ProtocolError.conflict("the stream has another content type: "
                    + config.contentType().essence());
        }
    }

    /**
     * Whether this was done before.
     *
     * @throws ProtocolError if it was not, and cannot be done now
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

    private ProtocolError closed(StreamState state, @Nullable ProducerRequest step, ProducerTable producers) {
        if (step != null) {
            producers.refuseStale(step);
        }
        return new ProtocolError(
                409,
                "the stream is closed",
                Map.of(ProtocolNames.CLOSED, "true", ProtocolNames.NEXT_OFFSET, content.token(state.tail())));
    }

    /** Sequence numbers count per stream, whoever writes, and are compared byte by byte. */
    private void refuseOldSeq(StreamState state) {
        @Nullable String last = state.seq();
        @Nullable String given = bytes.seq();
        if (given != null && last != null && given.compareTo(last) <= 0) {
            throw ProtocolError.conflict("the " + ProtocolNames.SEQ + " is not greater than the last one");
        }
    }
}
