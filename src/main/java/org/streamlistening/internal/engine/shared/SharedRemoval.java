package org.streamlistening.internal.engine.shared;

import java.util.Optional;
import org.streamlistening.internal.engine.CommittedChange;
import org.streamlistening.internal.engine.decision.OffsetLineage;
import org.streamlistening.internal.engine.state.ForkOrigin;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.store.SharedTransaction;
import org.streamlistening.internal.store.StoredStream;

/** Deletes streams, and sources that were kept for their forks only. Blocks, on a worker thread. Thread-safe. */
final class SharedRemoval {

    private static final System.Logger LOG = System.getLogger(SharedRemoval.class.getName());

    private final SharedContext context;
    private final OpenStreams open;
    private final StreamCount count;

    SharedRemoval(SharedContext context, OpenStreams open, StreamCount count) {
        this.context = context;
        this.open = open;
        this.count = count;
    }

    /**
     * A stream that a transaction deleted.
     *
     * @param dropped whether it was not only hidden
     * @param unneeded the number of its source, if that was kept for this fork only
     */
    private record Removed(StoredStream stream, boolean dropped, Optional<Long> unneeded) {}

    CommittedChange delete(String id) {
        Removed removed = context.store().transact(transaction -> {
            StoredStream stream = transaction.lock(id).orElseThrow(RequestRejectedException::notFound);
            if (stream.image().hidden()) {
                throw RequestRejectedException.deleted();
            }
            return remove(transaction, stream);
        });
        ended(removed);
        StreamImage image = removed.stream().image();
        return CommittedChange.of(
                image.config(),
                new OffsetLineage(image.incarnation(), image.origin().tail(), null),
                image.state(),
                null);
    }

    /** Deletes a stream if its lifetime is over. */
    void expire(String id) {
        Optional<Removed> removed = context.store()
                .transact(transaction -> transaction
                        .lock(id)
                        .filter(stream -> !stream.image().hidden() && open.isOver(stream.image()))
                        .map(stream -> remove(transaction, stream)));
        removed.ifPresent(this::ended);
    }

    /** Drops a hidden stream that has no forks, then its source if that is such a stream now, and so on. */
    void dropUnneeded(long number) {
        // A loop: a lineage has thousands of forks.
        for (Optional<Long> next = Optional.of(number); next.isPresent(); ) {
            next = dropHidden(next.get());
        }
    }

    private Optional<Long> dropHidden(long number) {
        Optional<Removed> removed = context.store()
                .transact(transaction -> transaction
                        .lock(number)
                        .filter(stream -> stream.image().hidden() && stream.forks() == 0)
                        .map(stream -> remove(transaction, stream)));
        removed.ifPresent(this::noteEnd);
        return removed.flatMap(Removed::unneeded);
    }

    private static Removed remove(SharedTransaction transaction, StoredStream stream) {
        if (stream.forks() > 0) {
            transaction.hide(stream.number());
            return new Removed(stream, false, Optional.empty());
        }
        Optional<StoredStream> source =
                stream.image().config().fork().map(ForkOrigin::source).flatMap(transaction::lock);
        transaction.drop(stream.number());
        source.ifPresent(locked -> transaction.addForks(locked.number(), -1));
        return new Removed(
                stream,
                true,
                source.filter(locked -> locked.image().hidden() && locked.forks() == 1)
                        .map(StoredStream::number));
    }

    private void ended(Removed removed) {
        noteEnd(removed);
        removed.unneeded().ifPresent(this::dropSource);
    }

    private void noteEnd(Removed removed) {
        open.ended(removed.stream().image().id(), removed.stream().number());
        if (removed.dropped()) {
            count.dropped();
        }
    }

    private void dropSource(long source) {
        try {
            dropUnneeded(source);
        } catch (RuntimeException | Error failure) {
            // The deletion of the fork succeeded, and the next sweep tries again.
            LOG.log(System.Logger.Level.DEBUG, "a stream that is not needed any more cannot be deleted now", failure);
        }
    }
}
