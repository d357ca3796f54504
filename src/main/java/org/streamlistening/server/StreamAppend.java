package org.streamlistening.server;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether an append may be done (Protocol, section 5.2, in the order of precedence that it recommends). */
record StreamAppend(StreamConfig config, StreamContent content, NewBytes bytes) {

    /** What will be stored of it. */
    Batch batch() {
        if (bytes.isEmpty()) {
            if (!bytes.closes()) {
                throw Refusal.badRequest("the body is empty");
            }
            return Batch.EMPTY;
        }
        refuseOtherType();
        Batch batch = Batch.of(bytes.body(), config.contentType());
        if (batch.isEmpty()) {
            throw Refusal.badRequest("an empty JSON array appends nothing");
        }
        return batch;
    }

    private void refuseOtherType() {
        ContentType given =
                bytes.contentType().orElseThrow(() -> Refusal.badRequest("a body needs a Content-Type header"));
        if (!given.isSameAs(config.contentType())) {
            throw Refusal.conflict("the stream has another content type: "
                    + config.contentType().essence());
        }
    }

    /**
     * Whether this was done before.
     *
     * @throws Refusal if it was not, and cannot be done now
     */
    boolean isDone(StreamState state, Producers producers) {
        @Nullable ProducerStep step = bytes.producer();
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

    private Refusal closed(StreamState state, @Nullable ProducerStep step, Producers producers) {
        if (step != null) {
            producers.refuseStale(step);
        }
        return new Refusal(
                409,
                "the stream is closed",
                Map.of(Headers.CLOSED, "true", Headers.NEXT_OFFSET, content.token(state.tail())));
    }

    /** Sequence numbers count per stream, whoever writes, and are compared byte by byte. */
    private void refuseOldSeq(StreamState state) {
        @Nullable String last = state.seq();
        @Nullable String given = bytes.seq();
        if (given != null && last != null && given.compareTo(last) <= 0) {
            throw Refusal.conflict("the " + Headers.SEQ + " is not greater than the last one");
        }
    }
}
