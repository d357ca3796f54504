package org.streamlistening.internal.engine.decision;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.engine.state.CreateRequest;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.ProducerState;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamConfig;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamState;

/**
 * The decisions of the engine on an image of a stream, for a {@link org.streamlistening.internal.store.SharedStore},
 * which decides in its own transaction. Pure functions, for any thread; a decision can be repeated on a newer image.
 *
 * <p>Each returns the change to keep; empty if there is nothing to change, since the request is a duplicate. Each
 * throws a {@link RequestRejectedException} for a request that is not allowed.
 */
public final class StreamDecisions {

    private StreamDecisions() {}

    /**
     * Decides about the creation of a stream that is not a fork.
     *
     * @param existing the stream of this id, if there is one
     * @param incarnation the incarnation and number of a new stream; greater than all in use
     */
    public static Optional<StreamChange> create(
            Optional<StreamImage> existing, String id, CreateRequest request, long incarnation, Instant now) {
        if (existing.isPresent()) {
            StreamImage image = existing.get();
            if (image.hidden()) {
                throw RequestRejectedException.conflict("the stream was deleted, but its forks need it");
            }
            CreateDecision.confirm(image.config(), image.state().closed(), request);
            return Optional.empty();
        }
        return Optional.of(CreateDecision.of(request, null).created(incarnation, incarnation, id, now));
    }

    /** Decides about an append, a closure, or both. */
    public static Optional<StreamChange> append(
            Optional<StreamImage> existing, AppendRequest request, EngineLimits limits, Instant now) {
        StreamImage image = present(existing);
        return AppendDecision.decide(
                        new ImageView(image, limits, now),
                        request,
                        AppendDecision.bytesToStore(image.config(), request),
                        now)
                .map(change -> change);
    }

    /** @param forked whether forks need the bytes of the stream */
    public static Optional<StreamChange> delete(Optional<StreamImage> existing, boolean forked) {
        long number = present(existing).number();
        return Optional.of(forked ? new StreamChange.Hidden(number) : new StreamChange.Dropped(number));
    }

    private static StreamImage present(Optional<StreamImage> existing) {
        StreamImage image = existing.orElseThrow(RequestRejectedException::notFound);
        if (image.hidden()) {
            throw RequestRejectedException.deleted();
        }
        return image;
    }

    /** @param now the time at which producers are forgotten */
    private record ImageView(StreamImage image, EngineLimits limits, Instant now) implements StreamView {

        @Override
        public long number() {
            return image.number();
        }

        @Override
        public StreamConfig config() {
            return image.config();
        }

        @Override
        public StreamState state() {
            return image.state();
        }

        @Override
        public String token(long position) {
            return new OffsetLineage(image.incarnation(), image.origin().tail(), null).token(position);
        }

        @Override
        public @Nullable ProducerRequest lastOf(String producer) {
            ProducerState last = image.producers().get(producer);
            return last == null || isForgotten(last) ? null : last.request();
        }

        @Override
        public boolean hasRoomForProducer() {
            return image.producers().values().stream()
                            .filter(producer -> !isForgotten(producer))
                            .count()
                    < limits.maxProducers();
        }

        private boolean isForgotten(ProducerState producer) {
            return producer.isOlderThan(limits.producerMaxAge(), now);
        }
    }
}
