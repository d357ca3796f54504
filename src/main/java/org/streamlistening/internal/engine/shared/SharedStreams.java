package org.streamlistening.internal.engine.shared;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.streamlistening.internal.engine.CommittedChange;
import org.streamlistening.internal.engine.ReadableStream;
import org.streamlistening.internal.engine.Streams;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.engine.state.CreateRequest;
import org.streamlistening.internal.metrics.CommitCounters;
import org.streamlistening.internal.store.StoreHealth;

/**
 * The streams of a store that several servers share. The store has their state; here are only the streams in use, the
 * readers that wait at this server, and the requests on their way to the store. No method blocks.
 */
public final class SharedStreams implements Streams {

    private static final System.Logger LOG = System.getLogger(SharedStreams.class.getName());

    private final SharedContext context;
    private final OpenStreams open;
    private final SharedAppends appends;
    private final SharedCreation creation;
    private final SharedRemoval removal;
    private final StoreSweep sweep;
    private final AtomicBoolean sweeping = new AtomicBoolean();

    public SharedStreams(SharedContext context, CommitCounters commits) {
        this.context = context;
        Lineages lineages = new Lineages(context.store(), context.content());
        StreamCount count = new StreamCount(context.limits());
        this.open = new OpenStreams(context, lineages, this::expireLater, this::touchLater);
        this.removal = new SharedRemoval(context, open, count);
        this.creation = new SharedCreation(context, lineages, open, removal, count);
        this.appends = new SharedAppends(context, lineages, open, this::expireLater, commits);
        this.sweep = new StoreSweep(context, open, removal, count);
        count.counted(context.store().count());
        context.store().onChange(open::changed, open::allChanged);
    }

    @Override
    public CompletionStage<CommittedChange> create(String id, CreateRequest request) {
        return creation.create(id, request);
    }

    /** In a transaction of the calling thread, the stage is complete at once, and the change durable after its commit. */
    @Override
    public CompletionStage<CommittedChange> append(String id, AppendRequest request) {
        return appends.append(id, request);
    }

    @Override
    public CompletionStage<CommittedChange> delete(String id) {
        return CompletableFuture.supplyAsync(() -> removal.delete(id), context.workers());
    }

    @Override
    public CompletionStage<ReadableStream> open(String id) {
        return open.open(id).thenApply(stream -> stream);
    }

    private void expireLater(String id) {
        later("an expired stream cannot be deleted now", () -> removal.expire(id));
    }

    private void touchLater(SharedStream stream) {
        later(
                "the use of a stream cannot be stored now",
                () -> context.store().transact(transaction -> {
                    transaction.touch(stream.number(), stream.lastUsed());
                    return true;
                }));
    }

    /** For tasks that a later request or sweep repeats. @return whether a worker will run it */
    private boolean later(String trouble, Runnable task) {
        try {
            context.workers().execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException | Error failure) {
                    LOG.log(System.Logger.Level.DEBUG, trouble, failure);
                }
            });
            return true;
        } catch (RuntimeException | Error noWorker) {
            LOG.log(System.Logger.Level.DEBUG, trouble, noWorker);
            return false;
        }
    }

    @Override
    public void sweep() {
        if (sweeping.compareAndSet(false, true) && !later("the streams cannot be swept now", this::sweepNow)) {
            sweeping.set(false);
        }
    }

    private void sweepNow() {
        try {
            sweep.run();
        } finally {
            sweeping.set(false);
        }
    }

    @Override
    public StoreHealth health() {
        return context.store().health();
    }

    @Override
    public void close() {
        context.workers().close();
        context.store().close();
    }
}
