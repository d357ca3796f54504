package org.streamlistening.internal.engine;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.ContentType;
import org.streamlistening.internal.engine.state.CreateRequest;
import org.streamlistening.internal.engine.state.ForkOrigin;
import org.streamlistening.internal.engine.state.ForkPoint;
import org.streamlistening.internal.engine.state.ForkRequest;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamConfig;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.engine.state.StreamState;

/** Decides the configuration of a new stream, from the request and from the source of a fork. */
record CreateDecision(
        CreateRequest wanted,
        Optional<DurableStream> source,
        ContentType type,
        StreamLifetime lifetime,
        StoredAppend append) {

    static CreateDecision of(CreateRequest wanted, @Nullable DurableStream source) {
        ContentType type = type(wanted, source);
        StreamLifetime lifetime = source == null || !wanted.lifetime().isForever()
                ? wanted.lifetime()
                : source.config().lifetime();
        return new CreateDecision(
                wanted, Optional.ofNullable(source), type, lifetime, StoredAppend.of(wanted.body(), type));
    }

    private static ContentType type(CreateRequest wanted, @Nullable DurableStream source) {
        if (source == null) {
            return wanted.contentType().orElse(ContentType.OCTET_STREAM);
        }
        ContentType inherited = source.config().contentType();
        if (!wanted.contentType().map(inherited::isSameAs).orElse(true)) {
            throw RequestRejectedException.conflict("the stream to fork has another content type: " + inherited.essence());
        }
        return inherited;
    }

    /** The first change of the stream. From here on the source keeps the bytes that its fork needs. */
    StreamChange.Created created(long number, long incarnation, String id, Instant now) {
        if (source.isEmpty()) {
            StreamConfig config = new StreamConfig(type, lifetime, Optional.empty());
            return created(number, incarnation, id, now, config, new ForkPoint(StreamState.beginningAt(0, 0), 0));
        }
        ForkRequest asked = wanted.fork().orElseThrow();
        ForkPoint point = source.get().content().fork(asked);
        ForkOrigin fork = new ForkOrigin(
                asked, wanted.lifetime(), source.get().number(), point.origin().tail());
        return created(number, incarnation, id, now, new StreamConfig(type, lifetime, Optional.of(fork)), point);
    }

    private StreamChange.Created created(
            long number, long incarnation, String id, Instant now, StreamConfig config, ForkPoint begin) {
        return new StreamChange.Created(
                number, incarnation, id, config, now, begin.origin(), begin.earliest(), append, wanted.closed());
    }
}
