package org.streamlistening.internal.engine.shared;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.CommittedChange;
import org.streamlistening.internal.engine.decision.AppendDecision;
import org.streamlistening.internal.engine.decision.OffsetLineage;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.ProducerState;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.SharedTransaction;
import org.streamlistening.internal.store.StoredChunk;
import org.streamlistening.internal.store.StoredStream;

/** Decides requests to append to one stream within a transaction. It can be called again after a conflict. */
final class AppendTransaction {

    private final SharedContext context;
    private final Lineages lineages;
    private final OpenStreams open;

    AppendTransaction(SharedContext context, Lineages lineages, OpenStreams open) {
        this.context = context;
        this.lineages = lineages;
        this.open = open;
    }

    /** The result of one request: a change, or the reason why there is none. */
    record Result(
            @Nullable CommittedChange committed, @Nullable RequestRejectedException rejected) {}

    /**
     * The results of all requests, in their order.
     *
     * @param stream the stream before them; null if there is none
     * @param state the state after them
     * @param chunk what was appended; null if nothing was
     * @param unknownSource whether nothing was decided, since {@link Lineages#source} must be called first
     * @param isOver whether the lifetime of the stream is over
     */
    record Outcome(
            @Nullable StoredStream stream,
            @Nullable StreamState state,
            Instant at,
            @Nullable StoredChunk chunk,
            List<Result> results,
            boolean unknownSource,
            boolean isOver) {}

    Outcome decide(SharedTransaction transaction, String id, List<AppendRequest> requests) {
        Instant now = context.clock().instant();
        Optional<StoredStream> locked = transaction.lock(id);
        if (locked.isEmpty()) {
            return none(RequestRejectedException.notFound(), requests, now, false);
        }
        StoredStream stream = locked.get();
        if (stream.image().hidden()) {
            return none(RequestRejectedException.deleted(), requests, now, false);
        }
        if (open.isOver(stream.image())) {
            return none(RequestRejectedException.notFound(), requests, now, true);
        }
        Optional<OffsetLineage> offsets = lineages.offsets(stream.image());
        if (offsets.isEmpty()) {
            return new Outcome(stream, null, now, null, List.of(), true, false);
        }
        LockedStream view = new LockedStream(
                transaction, stream, offsets.get(), producers(transaction, stream, requests), context.limits(), now);
        List<Result> results =
                requests.stream().map(request -> decide(view, request, now)).toList();
        if (view.accepted().isEmpty()) {
            return new Outcome(stream, view.state(), now, null, results, false, false);
        }
        transaction.append(stream, view.accepted());
        return new Outcome(
                stream, view.state(), now, chunk(stream.image().state(), view.accepted()), results, false, false);
    }

    private static Outcome none(
            RequestRejectedException reason, List<AppendRequest> requests, Instant now, boolean isOver) {
        List<Result> results =
                requests.stream().map(request -> new Result(null, reason)).toList();
        return new Outcome(null, null, now, null, results, false, isOver);
    }

    private static Map<String, ProducerState> producers(
            SharedTransaction transaction, StoredStream stream, List<AppendRequest> requests) {
        Set<String> ids = requests.stream()
                .map(AppendRequest::producer)
                .filter(Objects::nonNull)
                .map(ProducerRequest::id)
                .collect(Collectors.toSet());
        return ids.isEmpty() ? Map.of() : transaction.producers(stream.number(), ids);
    }

    private static Result decide(LockedStream stream, AppendRequest request, Instant now) {
        try {
            // Not for a closed stream, whose error takes precedence.
            StoredAppend bytes = stream.state().closed()
                    ? StoredAppend.EMPTY
                    : AppendDecision.bytesToStore(stream.config(), request);
            Optional<StreamChange.Appended> change = AppendDecision.decide(stream, request, bytes, now);
            change.ifPresent(stream::accept);
            return new Result(committed(stream, request, change.isPresent()), null);
        } catch (RequestRejectedException reason) {
            return new Result(null, reason);
        }
    }

    private static CommittedChange committed(LockedStream stream, AppendRequest request, boolean changed) {
        @Nullable ProducerRequest producer = request.producer();
        CommittedChange committed = CommittedChange.of(stream.config(), stream.offsets(), stream.state(), producer);
        if (!changed) {
            return committed.repeated(producer == null ? null : stream.lastOf(producer.id()));
        }
        Consumer<String> onSubmit = request.onSubmit();
        if (onSubmit != null) {
            onSubmit.accept(committed.nextOffset());
        }
        return committed;
    }

    /** The chunk that the store makes of the same changes; null if they only close the stream. */
    private static @Nullable StoredChunk chunk(StreamState before, List<StreamChange.Appended> changes) {
        List<StoredAppend> appends = new ArrayList<>();
        for (StreamChange.Appended change : changes) {
            if (!change.append().isEmpty()) {
                appends.add(change.append());
            }
        }
        return appends.isEmpty() ? null : StoredChunk.of(before.tail(), before.messages(), appends);
    }
}
