package org.streamlistening.internal.engine.decision;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.engine.state.ContentType;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.RequestRejectedException.Detail;
import org.streamlistening.internal.engine.state.RequestRejectedException.Reason;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamConfig;
import org.streamlistening.internal.protocol.ProtocolNames;

/**
 * Decides whether an append is allowed (Protocol, section 5.2, in its recommended order of precedence). Pure functions
 * of the state of a stream and the request, for any thread.
 */
public final class AppendDecision {

    private AppendDecision() {}

    /**
     * The bytes to store. Reads every byte of the body.
     *
     * @throws RequestRejectedException if the body does not fit the stream
     */
    public static StoredAppend bytesToStore(StreamConfig config, AppendRequest request) {
        if (request.isEmpty()) {
            if (!request.closes()) {
                throw RequestRejectedException.invalid("the body is empty");
            }
            return StoredAppend.EMPTY;
        }
        rejectOtherType(config, request);
        StoredAppend append = StoredAppend.of(request.body(), config.contentType());
        if (append.isEmpty()) {
            throw RequestRejectedException.invalid("an empty JSON array appends nothing");
        }
        return append;
    }

    private static void rejectOtherType(StreamConfig config, AppendRequest request) {
        ContentType given = request.contentType()
                .orElseThrow(() -> RequestRejectedException.invalid("a body needs a Content-Type header"));
        if (!given.isSameAs(config.contentType())) {
            throw RequestRejectedException.conflict("the stream has another content type: "
                    + config.contentType().essence());
        }
    }

    /**
     * Decides about an append to a stream that exists.
     *
     * @param append the bytes to store, see {@link #bytesToStore}
     * @param date the date of the change
     * @return the change; empty if the request is a duplicate of an accepted one
     * @throws RequestRejectedException if it is neither a duplicate nor allowed
     */
    public static Optional<StreamChange.Appended> decide(
            StreamView stream, AppendRequest request, StoredAppend append, Instant date) {
        if (isDuplicate(stream, request)) {
            return Optional.empty();
        }
        rejectOldSeq(stream, request);
        return Optional.of(new StreamChange.Appended(
                stream.number(), date, append, request.closes(), request.producer(), request.seq()));
    }

    private static boolean isDuplicate(StreamView stream, AppendRequest request) {
        @Nullable ProducerRequest producer = request.producer();
        if (stream.state().closed()) {
            boolean repeated = producer == null
                    ? request.isEmpty() && request.closes()
                    : producer.equals(stream.state().closedBy());
            if (!repeated) {
                throw closed(stream, producer);
            }
            return true;
        }
        if (producer == null) {
            return false;
        }
        @Nullable ProducerRequest last = stream.lastOf(producer.id());
        if (ProducerRule.isDuplicate(producer, last)) {
            return true;
        }
        if (last == null && !stream.hasRoomForProducer()) {
            throw new RequestRejectedException(
                    Reason.LIMIT_REACHED,
                    "the stream has " + stream.limits().maxProducers() + " producers that are not forgotten yet");
        }
        return false;
    }

    private static RequestRejectedException closed(StreamView stream, @Nullable ProducerRequest producer) {
        if (producer != null) {
            ProducerRule.rejectStale(producer, stream.lastOf(producer.id()));
        }
        return new RequestRejectedException(
                Reason.CLOSED,
                "the stream is closed",
                Map.of(Detail.NEXT_OFFSET, stream.token(stream.state().tail())));
    }

    /** Sequence numbers belong to the stream, not to the writer, and are compared byte by byte. */
    private static void rejectOldSeq(StreamView stream, AppendRequest request) {
        @Nullable String last = stream.state().seq();
        @Nullable String given = request.seq();
        if (given != null && last != null && given.compareTo(last) <= 0) {
            throw RequestRejectedException.conflict("the " + ProtocolNames.SEQ + " is not greater than the last one");
        }
    }
}
