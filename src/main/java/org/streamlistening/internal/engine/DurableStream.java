package org.streamlistening.internal.engine;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.engine.state.CreateRequest;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.RequestRejectedException.Reason;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamConfig;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.StreamStore;

/**
 * One stream: decides its changes, and knows the readers that wait for it.
 *
 * <p>It has two states. The <em>written</em> state includes every change that was submitted to the store, and decides about
 * the next change. The <em>kept</em> state includes the durable changes only, and is the one that readers see.
 */
public final class DurableStream {

    private final long number;
    private final String id;
    private final @Nullable DurableStream source;
    private final int forkDepth;
    private final StreamConfig config;
    private final EngineContext context;
    private final ReadableContent content;
    private final LastUse use;

    // Guarded by this.
    private final ProducerTable producers;
    private final WaitingReaders waiters;
    private StreamState written;
    private CompletableFuture<CommittedChange> latest;

    /** Part of the written state: after the submission of a deletion, every other change is too late. */
    private volatile DeletionState deletion;
    /** Part of the kept state: whether the stream is deleted for all but its forks. */
    private volatile boolean gone;

    /** A stream from its stored image; a new one from the image before its first byte. */
    DurableStream(StreamImage image, @Nullable DurableStream source, EngineContext context) {
        this.id = image.id();
        this.source = source;
        this.forkDepth = source == null ? 0 : source.forkDepth + 1;
        this.number = image.number();
        this.config = image.config();
        this.context = context;
        this.content = new ReadableContent(image, source == null ? null : source.content, context);
        this.use = new LastUse(image, context);
        this.waiters = new WaitingReaders(context.notifier());
        this.producers = new ProducerTable(image.producers(), context.clock(), context.limits());
        this.written = image.state();
        this.latest = CompletableFuture.completedFuture(CommittedChange.of(this, written, null));
        this.gone = image.hidden();
        this.deletion = gone ? DeletionState.HIDDEN : DeletionState.THERE;
    }

    public String id() {
        return id;
    }

    /** The source of a fork. */
    Optional<DurableStream> source() {
        return Optional.ofNullable(source);
    }

    /** The number of forks in the lineage, this one included; 0 for a stream that is not a fork. */
    int forkDepth() {
        return forkDepth;
    }

    long number() {
        return number;
    }

    public StreamConfig config() {
        return config;
    }

    public ReadableContent content() {
        return content;
    }

    public LastUse use() {
        return use;
    }

    public boolean isGone() {
        return gone;
    }

    DeletionState presence() {
        return deletion;
    }

    /** Whether its deletion is submitted or durable. */
    boolean isLeaving() {
        return deletion != DeletionState.THERE;
    }

    /** The first change; all others follow it. */
    synchronized CompletableFuture<CommittedChange> begin(StreamChange.Created created, Runnable undo) {
        use.begin();
        return write(created, written.after(created), null, PendingChange.Effect.NONE, undo);
    }

    /** A repeated creation, which must request the existing configuration (Protocol, section 5.1). */
    synchronized CompletableFuture<CommittedChange> confirm(CreateRequest again) {
        if (!config.isAskedForBy(again)) {
            return refused(RequestRejectedException.conflict("the stream is there with another configuration"));
        }
        if (written.closed() != again.closed()) {
            return refused(
                    written.closed()
                            ? new RequestRejectedException(Reason.CLOSED, "the stream is there and closed")
                            : RequestRejectedException.conflict("the stream is there and open"));
        }
        return latest.thenApply(committed -> committed.repeated(null));
    }

    /** Reports an error after the changes that it depends on are durable. If one of them fails, the error can be void. */
    synchronized CompletableFuture<CommittedChange> refused(RequestRejectedException reason) {
        return latest.thenApply(committed -> {
            throw reason;
        });
    }

    /** As {@link #refused}, for a deleted stream. */
    synchronized CompletableFuture<CommittedChange> refusedAsDeleted() {
        return refused(deletion == DeletionState.HIDDEN ? RequestRejectedException.deleted() : RequestRejectedException.notFound());
    }

    /** Completes when all changes so far are durable, or with their failure. */
    synchronized CompletableFuture<CommittedChange> latest() {
        return latest;
    }

    public CompletableFuture<CommittedChange> append(AppendRequest bytes) {
        AppendDecision append = new AppendDecision(config, content, bytes);
        // Outside of the lock, since it reads every byte; and not for a closed stream, whose error takes precedence.
        StoredAppend storedAppend = content.state().closed() ? StoredAppend.EMPTY : append.batch();
        synchronized (this) {
            if (isLeaving()) {
                return refusedAsDeleted();
            }
            try {
                if (append.isDone(written, producers)) {
                    ProducerRequest last = bytes.producer() == null
                            ? null
                            : producers.last(bytes.producer().id());
                    return latest.thenApply(committed -> committed.repeated(last));
                }
            } catch (RequestRejectedException error) {
                return refused(error);
            }
            use.touch();
            Instant date = context.calendar().instant();
            StreamChange.Appended change = new StreamChange.Appended(
                    number, date, storedAppend, bytes.closes(), bytes.producer(), bytes.seq());
            ProducerRequest step = bytes.producer();
            PendingChange.Effect effect = step == null ? PendingChange.Effect.NONE : producers.write(step);
            return write(change, written.after(change), step, effect, () -> {});
        }
    }

    /** Deletes the stream, and keeps its bytes for its forks. */
    CompletableFuture<CommittedChange> hide() {
        return remove(new StreamChange.Hidden(number), DeletionState.HIDDEN, () -> {}, () -> {});
    }

    /**
     * Deletes the stream and its bytes.
     *
     * @param kept called within the lock of the stream when the deletion is durable
     */
    CompletableFuture<CommittedChange> drop(Runnable kept, Runnable undo) {
        return remove(new StreamChange.Dropped(number), DeletionState.DROPPED, kept, undo);
    }

    /** Readers see the stream until its deletion is durable: after a crash it could exist again. */
    private synchronized CompletableFuture<CommittedChange> remove(
            StreamChange streamChange, DeletionState then, Runnable kept, Runnable undo) {
        DeletionState before = deletion;
        PendingChange.Effect effect = new PendingChange.Effect() {
            @Override
            public void begin() {
                deletion = then;
            }

            @Override
            public void keep() {
                gone = true;
                kept.run();
            }

            @Override
            public void undo() {
                deletion = before;
            }
        };
        return write(streamChange, written, null, effect, undo);
    }

    /** Stores the last use from time to time, and trims bytes that retention does not keep. */
    synchronized void sweep() {
        waiters.wakeThoseLeft();
        producers.forgetOld();
        if (isLeaving()) {
            return;
        }
        if (!waiters.isEmpty()) {
            use.touch();
        }
        if (use.wantsSaving(config.lifetime())) {
            StreamChange.Touched touched = new StreamChange.Touched(number, use.saved());
            context.store().submit(touched, StreamStore.Outcome.IGNORED);
        }
        content.trim();
    }

    private CompletableFuture<CommittedChange> write(
            StreamChange streamChange,
            StreamState after,
            @Nullable ProducerRequest producer,
            PendingChange.Effect effect,
            Runnable undo) {
        CommittedChange committed = CommittedChange.of(this, after, producer);
        PendingChange pending = new PendingChange(this, written, latest, after, committed, effect, undo);
        try {
            effect.begin();
            written = after;
            latest = pending.answer();
            context.store().submit(streamChange, pending);
        } catch (RuntimeException | Error failure) {
            // For lack of memory, for example: the store did not accept it.
            undo(pending);
            undo.run();
            throw failure;
        }
        return pending.answer();
    }

    synchronized void keep(PendingChange change) {
        change.effect().keep();
        content.keep(change.after());
        waiters.wakeAll();
    }

    synchronized void undo(PendingChange change) {
        written = change.before();
        latest = change.latestBefore();
        change.effect().undo();
    }

    /**
     * Registers a waiter for content after this position. The waiter is called once, on a thread of the server, when there
     * is more content, when the stream is closed, and when it is deleted.
     *
     * @return false if one of these is the case already; the waiter is not called then
     */
    public synchronized boolean await(long position, Runnable waiter) {
        StreamState kept = content.state();
        if (gone || kept.closed() || kept.tail() > position) {
            return false;
        }
        waiters.add(waiter);
        return true;
    }

    /** A waiter that leaves has used the stream until now: its next request has the whole time to live. */
    public synchronized void forget(Runnable waiter) {
        if (waiters.remove(waiter)) {
            use.touch();
        }
    }

    /** Whether its lifetime is over. A waiting reader uses the stream, which does not postpone a fixed expiry. */
    synchronized boolean isOver() {
        StreamLifetime lifetime = config.lifetime();
        return (waiters.isEmpty() || lifetime.expiresAt().isPresent()) && use.isOver(lifetime);
    }

    @Override
    public String toString() {
        return "stream " + number + " at " + content.state().tail() + (gone ? ", gone" : "");
    }
}
