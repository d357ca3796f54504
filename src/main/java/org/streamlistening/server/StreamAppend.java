package org.streamlistening.server;

import org.jspecify.annotations.Nullable;

/** Whether an append may be done (Protocol, section 5.2, in the order of precedence that it recommends). */
record StreamAppend(StreamConfig config, NewBytes bytes) {

    /** What will be stored. */
    Batch batch(Runnable refuseIfClosed) {
        if (bytes.body().length == 0) {
            if (!bytes.closes()) {
                throw Refusal.badRequest("the body is empty");
            }
            return Batch.EMPTY;
        }
        refuseIfClosed.run();
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

    /** Sequence numbers count per stream, whoever writes, and are compared byte by byte. */
    void refuseOldSeq(StreamState state) {
        @Nullable String last = state.seq();
        @Nullable String given = bytes.seq();
        if (given != null && last != null && given.compareTo(last) <= 0) {
            throw Refusal.conflict("the Stream-Seq is not greater than the last one");
        }
    }
}
