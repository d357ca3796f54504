package org.streamlistening.server;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a new stream will be: what was asked for, and what it inherits from its source. */
record StreamPlan(NewStream wanted, Optional<DurableStream> source, ContentType type, Lifetime lifetime, Batch batch) {

    static StreamPlan of(NewStream wanted, @Nullable DurableStream source) {
        ContentType type = type(wanted, source);
        Lifetime lifetime = source == null || !wanted.lifetime().isForever()
                ? wanted.lifetime()
                : source.config().lifetime();
        return new StreamPlan(wanted, Optional.ofNullable(source), type, lifetime, Batch.of(wanted.body(), type));
    }

    private static ContentType type(NewStream wanted, @Nullable DurableStream source) {
        if (source == null) {
            return wanted.contentType().orElse(ContentType.OCTET_STREAM);
        }
        ContentType inherited = source.config().contentType();
        if (!wanted.contentType().map(inherited::isSameAs).orElse(true)) {
            throw Refusal.conflict("the stream to fork has another content type: " + inherited.essence());
        }
        return inherited;
    }

    /** The first change of the stream. From here on the source keeps what its fork needs. */
    Change.Created created(long number, long incarnation, String id, Instant now) {
        if (source.isEmpty()) {
            StreamConfig config = new StreamConfig(type, lifetime, Optional.empty());
            return created(number, incarnation, id, now, config, new ForkPoint(StreamState.beginningAt(0, 0), 0));
        }
        ForkRequest asked = wanted.fork().orElseThrow();
        ForkPoint point = source.get().content().fork(asked);
        Fork fork = new Fork(
                asked, wanted.lifetime(), source.get().number(), point.origin().tail());
        return created(number, incarnation, id, now, new StreamConfig(type, lifetime, Optional.of(fork)), point);
    }

    private Change.Created created(
            long number, long incarnation, String id, Instant now, StreamConfig config, ForkPoint begin) {
        return new Change.Created(
                number, incarnation, id, config, now, begin.origin(), begin.earliest(), batch, wanted.closed());
    }
}
