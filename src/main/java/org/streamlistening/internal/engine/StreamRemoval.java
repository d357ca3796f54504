package org.streamlistening.internal.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Deletes streams, and sources that were kept for their forks only. Guarded by the lock of the registry. */
final class StreamRemoval {

    private static final System.Logger LOG = System.getLogger(StreamRemoval.class.getName());

    private final Map<String, DurableStream> byId;

    StreamRemoval(Map<String, DurableStream> byId) {
        this.byId = byId;
    }

    /** After a failure the stream still exists. */
    CompletableFuture<CommittedChange> remove(DurableStream stream) {
        if (stream.content().claims().needStream()) {
            return stream.remove(DeletionState.HIDDEN, () -> {}, () -> {});
        }
        List<CompletableFuture<CommittedChange>> unneeded = new ArrayList<>();
        CompletableFuture<CommittedChange> result = drop(stream);
        dropUnneededSources(stream, unneeded);
        if (unneeded.isEmpty()) {
            return result;
        }
        // Once the fork is reported as deleted, its sources are deleted too. If only their deletion failed, the fork is
        // still deleted.
        CompletableFuture<Void> all = CompletableFuture.allOf(unneeded.toArray(CompletableFuture[]::new));
        return result.thenCombine(all.handle((dropped, failure) -> true), (fork, done) -> fork);
    }

    /** Drops the sources that were kept for this dropped stream only. */
    private void dropUnneededSources(DurableStream dropped, List<CompletableFuture<CommittedChange>> results) {
        // A loop, since the lineage can have thousands of streams.
        for (DurableStream source = unneededSource(dropped); source != null; source = unneededSource(source)) {
            try {
                results.add(drop(source));
            } catch (RuntimeException | Error failure) {
                // The next sweep drops it: it is hidden, and has no forks.
                LOG.log(
                        System.Logger.Level.WARNING,
                        "stream '" + source.id() + "' is not needed any more, and could not be deleted",
                        failure);
                return;
            }
        }
    }

    private CompletableFuture<CommittedChange> drop(DurableStream stream) {
        return stream.remove(
                DeletionState.DROPPED,
                () -> deleted(stream),
                () -> stream.source()
                        .ifPresent(source -> source.content().claims().restore()));
    }

    /** Can be called again after a failure. */
    private void deleted(DurableStream stream) {
        if (byId.remove(stream.id(), stream)) {
            stream.source().ifPresent(source -> source.content().claims().forkDeleted());
        }
    }

    /** Releases the source of a dropped stream. @return the source, if it was kept for that stream only */
    private static @Nullable DurableStream unneededSource(DurableStream dropped) {
        @Nullable DurableStream source = dropped.source().orElse(null);
        return source != null && !source.content().claims().release() && source.isLeaving() ? source : null;
    }
}
