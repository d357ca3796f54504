package org.streamlistening.internal.engine.shared;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.CommittedChange;
import org.streamlistening.internal.engine.content.ReadableContent;
import org.streamlistening.internal.engine.decision.CreateDecision;
import org.streamlistening.internal.engine.decision.OffsetLineage;
import org.streamlistening.internal.engine.state.CreateRequest;
import org.streamlistening.internal.engine.state.ForkPoint;
import org.streamlistening.internal.engine.state.IncarnationIds;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamOffset;
import org.streamlistening.internal.store.SharedTransaction;
import org.streamlistening.internal.store.StoredStream;

/** Creates streams and forks, on the worker threads. Thread-safe. */
final class SharedCreation {

    /** The most by which the incarnation of a fork exceeds that of its source, unless it is younger: one second. */
    private static final long MAX_LEAD = 1_000_000;

    private final SharedContext context;
    private final Lineages lineages;
    private final OpenStreams open;
    private final SharedRemoval removal;
    private final StreamCount count;

    // Guarded by the generator.
    private final SplittableRandom random = new SplittableRandom();
    private final IncarnationIds incarnations;

    SharedCreation(
            SharedContext context, Lineages lineages, OpenStreams open, SharedRemoval removal, StreamCount count) {
        this.context = context;
        this.lineages = lineages;
        this.open = open;
        this.removal = removal;
        this.count = count;
        this.incarnations = new IncarnationIds(context.clock(), random, StreamOffset.UNNAMED);
    }

    /**
     * The outcome of a transaction: one of them, or neither if the existing stream has outlived its lifetime.
     *
     * @param existing the stream that exists as requested
     */
    private record Outcome(
            StreamChange.@Nullable Created created,
            @Nullable StoredStream existing) {

        static final Outcome OVER = new Outcome(null, null);
    }

    CompletionStage<CommittedChange> create(String id, CreateRequest request) {
        if (request.fork().isEmpty()) {
            return CompletableFuture.supplyAsync(() -> create(id, request, ForkSource.NONE), context.workers());
        }
        return open.open(request.fork().get().source())
                .handleAsync(
                        (source, failure) ->
                                create(id, request, ForkSource.of(request.fork().get(), source, failure)),
                        context.workers());
    }

    private CommittedChange create(String id, CreateRequest request, ForkSource source) {
        Outcome outcome = Outcome.OVER;
        while (outcome == Outcome.OVER) {
            outcome = context.store().transact(transaction -> decide(transaction, id, request, source));
            if (outcome == Outcome.OVER) {
                removal.expire(id);
            }
        }
        StreamChange.Created created = outcome.created();
        if (created == null) {
            StreamImage image = Objects.requireNonNull(outcome.existing()).image();
            return CommittedChange.of(image.config(), offsets(image), image.state(), null)
                    .repeated(null);
        }
        count.created();
        // Readers of an earlier stream of this id.
        open.changed(id);
        StreamImage image = StreamImage.before(created).after(created);
        // Reads no store: the stream is created already, so nothing here may fail.
        @Nullable SharedStream parent = source.stream();
        OffsetLineage offsets = new OffsetLineage(
                image.incarnation(),
                image.origin().tail(),
                parent == null ? null : parent.content().offsets());
        return CommittedChange.of(image.config(), offsets, image.state(), null);
    }

    private OffsetLineage offsets(StreamImage image) {
        @Nullable ReadableContent source = lineages.source(image);
        return new OffsetLineage(image.incarnation(), image.origin().tail(), source == null ? null : source.offsets());
    }

    private Outcome decide(SharedTransaction transaction, String id, CreateRequest request, ForkSource source) {
        Optional<StoredStream> existing = transaction.lock(id);
        if (existing.isPresent()) {
            return confirm(existing.get(), request);
        }
        count.rejectTooMany();
        Instant now = context.clock().instant();
        if (request.fork().isEmpty()) {
            StreamChange.Created created =
                    CreateDecision.of(request, null).created(number(), incarnation(StreamOffset.UNNAMED), id, now);
            transaction.create(created, 0);
            return new Outcome(created, null);
        }
        StoredStream locked = locked(transaction, source);
        ForkPoint point = Objects.requireNonNull(source.point());
        StreamImage image = locked.image();
        // Retention can have trimmed the source since.
        ForkPoint kept = new ForkPoint(point.origin(), Math.max(point.earliest(), image.earliest()));
        StreamChange.Created created = CreateDecision.of(request, image.config())
                .forked(number(), incarnation(image.incarnation()), id, now, locked.number(), kept);
        transaction.create(created, locked.forkDepth() + 1);
        transaction.addForks(locked.number(), 1);
        return new Outcome(created, null);
    }

    private Outcome confirm(StoredStream existing, CreateRequest request) {
        StreamImage image = existing.image();
        if (image.hidden()) {
            throw RequestRejectedException.conflict("the stream was deleted, but its forks need it");
        }
        if (open.isOver(image)) {
            return Outcome.OVER;
        }
        CreateDecision.confirm(image.config(), image.state().closed(), request);
        return new Outcome(null, existing);
    }

    /** The source, which can have been deleted since it was found. */
    private StoredStream locked(SharedTransaction transaction, ForkSource source) {
        if (source.rejection() != null) {
            throw source.rejection();
        }
        StoredStream locked = transaction
                .lock(Objects.requireNonNull(source.stream()).number())
                .orElseThrow(CreateDecision::noSource);
        if (locked.image().hidden()) {
            throw RequestRejectedException.conflict("the stream to fork was deleted");
        }
        if (locked.image().earliest()
                > Objects.requireNonNull(source.point()).origin().tail()) {
            throw RequestRejectedException.invalid("the offset of the fork is no longer kept");
        }
        CreateDecision.rejectTooDeep(locked.forkDepth(), context.limits());
        return locked;
    }

    private long number() {
        synchronized (random) {
            return random.nextLong(1, Long.MAX_VALUE);
        }
    }

    /** Greater than that of the source: the tokens of a fork sort after those that it inherits. */
    private long incarnation(long source) {
        synchronized (random) {
            // Not simply the next number: another server may have given it to a stream of the same id.
            return Math.max(incarnations.next(), source + random.nextLong(1, MAX_LEAD));
        }
    }
}
