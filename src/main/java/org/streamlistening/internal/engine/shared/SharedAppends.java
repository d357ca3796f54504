package org.streamlistening.internal.engine.shared;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.CommittedChange;
import org.streamlistening.internal.engine.shared.AppendTransaction.Outcome;
import org.streamlistening.internal.engine.shared.AppendTransaction.Result;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.metrics.CommitCounters;
import org.streamlistening.internal.store.SharedTransaction;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.StoredChunk;
import org.streamlistening.internal.store.StoredStream;

/** Appends to streams: in transactions of this server, or in the transaction of the caller. Thread-safe. */
final class SharedAppends {

    private final SharedContext context;
    private final Lineages lineages;
    private final OpenStreams open;
    private final Consumer<String> expired;
    private final CommitCounters commits;
    private final AppendTransaction decisions;
    private final AppendQueues queues;

    /** @param expired deletes a stream whose lifetime is over, soon */
    SharedAppends(
            SharedContext context,
            Lineages lineages,
            OpenStreams open,
            Consumer<String> expired,
            CommitCounters commits) {
        this.context = context;
        this.lineages = lineages;
        this.open = open;
        this.expired = expired;
        this.commits = commits;
        this.decisions = new AppendTransaction(context, lineages, open);
        this.queues = new AppendQueues(context.workers(), this::commit);
    }

    CompletableFuture<CommittedChange> append(String id, AppendRequest request) {
        @Nullable
        Outcome joined = context.store().join(transaction -> joined(transaction, id, request), () -> open.changed(id));
        if (joined != null) {
            CompletableFuture<CommittedChange> result = new CompletableFuture<>();
            complete(result, joined.results().get(0));
            return result;
        }
        return queues.append(id, request);
    }

    private Outcome joined(SharedTransaction transaction, String id, AppendRequest request) {
        Outcome outcome = decisions.decide(transaction, id, List.of(request));
        if (!outcome.unknownSource()) {
            return outcome;
        }
        lineages.source(Objects.requireNonNull(outcome.stream()).image());
        return decisions.decide(transaction, id, List.of(request));
    }

    /** On a worker thread. */
    private void commit(String id, List<PendingAppend> appends) {
        try {
            List<AppendRequest> requests =
                    appends.stream().map(PendingAppend::request).toList();
            Outcome outcome = committed(id, requests);
            apply(id, outcome);
            for (int i = 0; i < appends.size(); i++) {
                complete(appends.get(i).result(), outcome.results().get(i));
            }
        } catch (RuntimeException | Error failure) {
            if (failure instanceof StoreException lost && lost.reason() == StoreException.Reason.UNKNOWN_OUTCOME) {
                // The store tells this server nothing about its own changes.
                open.changed(id);
            }
            appends.forEach(append -> append.result().completeExceptionally(failure));
        }
    }

    private Outcome committed(String id, List<AppendRequest> requests) {
        while (true) {
            Outcome outcome = context.store().transact(transaction -> decisions.decide(transaction, id, requests));
            if (!outcome.unknownSource()) {
                return outcome;
            }
            lineages.source(Objects.requireNonNull(outcome.stream()).image());
        }
    }

    private void apply(String id, Outcome outcome) {
        if (outcome.isOver()) {
            expired.accept(id);
        }
        StoredStream before = outcome.stream();
        if (before == null
                || outcome.state() == null
                || outcome.state().equals(before.image().state())) {
            return;
        }
        commits.committed((int) outcome.results().stream()
                .filter(result ->
                        result.committed() != null && result.committed().changed())
                .count());
        @Nullable StoredChunk chunk = outcome.chunk();
        Optional<SharedStream> known = open.inUse(id).filter(stream -> stream.number() == before.number());
        if (known.isEmpty()) {
            // A read that started before the commit may bring the stream into use later.
            open.changed(id);
            return;
        }
        known.get()
                .update(
                        outcome.state(),
                        outcome.at(),
                        before.image().earliest(),
                        chunk == null ? List.of() : List.of(chunk));
    }

    private static void complete(CompletableFuture<CommittedChange> future, Result result) {
        if (result.rejected() != null) {
            future.completeExceptionally(result.rejected());
        } else {
            future.complete(Objects.requireNonNull(result.committed()));
        }
    }
}
