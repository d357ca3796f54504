package org.streamlistening.internal.engine;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.engine.state.CreateRequest;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.ProtocolError;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamConfig;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.store.StreamStore;

/**
 * One stream: decides what may be done to it, and knows who waits for it.
 *
 * <p>It has two states. The <em>written</em> one has every change that was handed to the store and decides about the
 * next change; the <em>kept</em> one has those that can no longer be lost, and is all that readers see.
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

    /** As of what was written: once a deletion was handed to the store, every other change comes too late. */
    private volatile DeletionState deletion;
    /** As of what was kept: whether it is deleted, as far as everybody but its forks can tell. */
    private volatile boolean gone;

    /** A stream as it was kept; a new one as it is before its first byte. */
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

    /** The stream that it branched off from. */
    Optional<DurableStream> source() {
        return Optional.ofNullable(source);
    }

    /** How many forks it comes from, itself included; none for a stream that is no fork. */
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

    /** Whether its deletion is on its way, or done. */
    boolean isLeaving() {
        return deletion != DeletionState.THERE;
    }

    /** The first change: everything else comes behind it. */
    synchronized CompletableFuture<CommittedChange> begin(StreamChange.Created created, Runnable undo) {
        use.begin();
        return write(created, written.after(created), null, PendingChange.Effect.NONE, undo);
    }

    /** A second creation, which has to ask for what is there (Protocol, section 5.1). */
    synchronized CompletableFuture<CommittedChange> confirm(CreateRequest again) {
        if (!config.isAskedForBy(again)) {
            return refused(ProtocolError.conflict("the stream is there with another configuration"));
        }
        if (written.closed() != again.closed()) {
            return refused(
                    written.closed()
                            ? new ProtocolError(
                                    409, "the stream is there and closed", Map.of(ProtocolNames.CLOSED, "true"))
                            : ProtocolError.conflict("the stream is there and open"));
        }
        return latest.thenApply(committed -> committed.repeated(null));
    }

    /** What it is refused for may not be kept yet, and is as if it never was if that fails: nobody is told before. */
    synchronized CompletableFuture<CommittedChange> refused(ProtocolError reason) {
        return latest.thenApply(committed -> {
            throw reason;
        });
    }

    /** As {@link #refused}: it is deleted. */
    synchronized CompletableFuture<CommittedChange> refusedAsDeleted() {
        return refused(deletion == DeletionState.HIDDEN ? ProtocolError.gone() : ProtocolError.notFound());
    }

    /** Done when everything that was asked for so far is, or with its failure. */
    synchronized CompletableFuture<CommittedChange> latest() {
        return latest;
    }

    public CompletableFuture<CommittedChange> append(AppendRequest bytes) {
        AppendDecision append = new AppendDecision(config, content, bytes);
        // Out of the lock, since it looks at every byte; and not at all if the stream is closed, which comes first.
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
            } catch (ProtocolError error) {
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

    /** Takes the stream away from everybody but its forks. */
    CompletableFuture<CommittedChange> hide() {
        return remove(new StreamChange.Hidden(number), DeletionState.HIDDEN, () -> {}, () -> {});
    }

    /**
     * Takes the stream away, and its bytes.
     *
     * @param kept called, within the stream's lock, when it is
     */
    CompletableFuture<CommittedChange> drop(Runnable kept, Runnable undo) {
        return remove(new StreamChange.Dropped(number), DeletionState.DROPPED, kept, undo);
    }

    /** Whoever reads does not see it before it is kept: after a crash the stream might be there again. */
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

    /** Lets the store know now and then that the stream is in use, and lets go of what is too old. */
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
            // Short of memory, say: the store has nothing of it.
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
     * Waits, without a thread, for what comes behind this position. The waiter is called once, on a thread of the
     * server, when there is more, when the stream is closed and when it is gone.
     *
     * @return false if there is something to tell already; the waiter is not called then
     */
    public synchronized boolean await(long position, Runnable waiter) {
        StreamState kept = content.state();
        if (gone || kept.closed() || kept.tail() > position) {
            return false;
        }
        waiters.add(waiter);
        return true;
    }

    /** Who waits no more used the stream until now: there is time for its next request. */
    public synchronized void forget(Runnable waiter) {
        if (waiters.remove(waiter)) {
            use.touch();
        }
    }

    /** Whether its lifetime is over. Whoever waits for it uses it, which does not put off a moment that was set. */
    synchronized boolean isOver() {
        StreamLifetime lifetime = config.lifetime();
        return (waiters.isEmpty() || lifetime.expiresAt().isPresent()) && use.isOver(lifetime);
    }

    @Override
    public String toString() {
        return "stream " + number + " at " + content.state().tail() + (gone ? ", gone" : "");
    }
}
