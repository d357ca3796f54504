package org.streamlistening.internal.engine.decision;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.ContentType;
import org.streamlistening.internal.engine.state.CreateRequest;
import org.streamlistening.internal.engine.state.ForkOrigin;
import org.streamlistening.internal.engine.state.ForkPoint;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.RequestRejectedException.Reason;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamConfig;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.engine.state.StreamState;

/**
 * Decides whether a stream can be created, and with which configuration. A pure function of the request and of the
 * source of a fork.
 */
public record CreateDecision(CreateRequest request, ContentType type, StreamLifetime lifetime, StoredAppend append) {

    /** @param source the configuration of the source of a fork */
    public static CreateDecision of(CreateRequest request, @Nullable StreamConfig source) {
        ContentType type = type(request, source);
        StreamLifetime lifetime =
                source == null || !request.lifetime().isForever() ? request.lifetime() : source.lifetime();
        return new CreateDecision(request, type, lifetime, StoredAppend.of(request.body(), type));
    }

    private static ContentType type(CreateRequest request, @Nullable StreamConfig source) {
        if (source == null) {
            return request.contentType().orElse(ContentType.OCTET_STREAM);
        }
        ContentType inherited = source.contentType();
        if (!request.contentType().map(inherited::isSameAs).orElse(true)) {
            throw RequestRejectedException.conflict(
                    "the stream to fork has another content type: " + inherited.essence());
        }
        return inherited;
    }

    /** Decides about a creation of a stream that exists: it must request the existing configuration (Protocol, 5.1). */
    public static void confirm(StreamConfig config, boolean closed, CreateRequest request) {
        if (!config.isRequestedBy(request)) {
            throw RequestRejectedException.conflict("the stream is there with another configuration");
        }
        if (closed != request.closed()) {
            throw closed
                    ? new RequestRejectedException(Reason.CLOSED, "the stream is there and closed")
                    : RequestRejectedException.conflict("the stream is there and open");
        }
    }

    public static void rejectTooMany(int streams, EngineLimits limits) {
        if (streams >= limits.maxStreams()) {
            throw new RequestRejectedException(
                    Reason.LIMIT_REACHED, "there are " + limits.maxStreams() + " streams already");
        }
    }

    /** The cost of reading a fork grows with its depth. */
    public static void rejectTooDeep(int sourceDepth, EngineLimits limits) {
        int max = limits.maxForkDepth();
        if (sourceDepth >= max) {
            throw RequestRejectedException.conflict("the stream to fork comes from " + sourceDepth
                    + " forks, one out of the other, and no more than " + max + " are allowed (max-fork-depth)");
        }
    }

    public static RequestRejectedException noSource() {
        return new RequestRejectedException(Reason.NOT_FOUND, "there is no such stream to fork");
    }

    /** The first change of a stream that is not a fork. */
    public StreamChange.Created created(long number, long incarnation, String id, Instant date) {
        StreamConfig config = new StreamConfig(type, lifetime, Optional.empty());
        return created(number, incarnation, id, date, config, new ForkPoint(StreamState.beginningAt(0, 0), 0));
    }

    /**
     * The first change of a fork.
     *
     * @param source the number of the source
     */
    public StreamChange.Created forked(
            long number, long incarnation, String id, Instant date, long source, ForkPoint point) {
        ForkOrigin fork = new ForkOrigin(
                request.fork().orElseThrow(),
                request.lifetime(),
                source,
                point.origin().tail());
        return created(number, incarnation, id, date, new StreamConfig(type, lifetime, Optional.of(fork)), point);
    }

    private StreamChange.Created created(
            long number, long incarnation, String id, Instant date, StreamConfig config, ForkPoint begin) {
        return new StreamChange.Created(
                number, incarnation, id, config, date, begin.origin(), begin.earliest(), append, request.closed());
    }
}
