package org.streamlistening.internal.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.content.ReadableContent;
import org.streamlistening.internal.engine.decision.AppendDecision;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamConfig;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.StreamStore;

/**
 * One stream of a store that belongs to this server: orders its changes, and knows the readers that wait for it.
 *
 * <p>It has two states. The <em>submitted</em> state ({@link SubmittedState}) includes every change that was submitted
 * to the store. The <em>committed</em> state includes the durable changes only, and is the one that readers see.
 */
public final class DurableStream implements ReadableStream {

    private final String id;
    private final @Nullable DurableStream source;
    private final int forkDepth;
    private final EngineContext context;
    private final ReadableContent content;
    private final LastUse use;

    // Guarded by this.
    private final WaitingReaders waiters;
    private final SubmittedState submitted;

    /** Part of the committed state: whether the stream is deleted for all but its forks. */
    private volatile boolean gone;

    /** A stream from its stored image; a new one from the image before its first byte. */
    DurableStream(StreamImage image, @Nullable DurableStream source, EngineContext context) {
        this.id = image.id();
        this.source = source;
        this.forkDepth = source == null ? 0 : source.forkDepth + 1;
        this.context = context;
        this.content = new ReadableContent(image, source == null ? null : source.content, context.content());
        this.use = new LastUse(image, context);
        this.waiters = new WaitingReaders(context.notifier());
        this.submitted = new SubmittedState(image, content.offsets(), context, this, this::committed);
        this.gone = image.hidden();
    }

    @Override
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
        return submitted.number();
    }

    @Override
    public StreamConfig config() {
        return submitted.config();
    }

    @Override
    public ReadableContent content() {
        return content;
    }

    @Override
    public void touch() {
        use.touch();
    }

    @Override
    public boolean isGone() {
        return gone;
    }

    /** The submitted state. The caller holds the lock of this stream. */
    SubmittedState submitted() {
        return submitted;
    }

    /** Whether its deletion is submitted or durable. */
    boolean isLeaving() {
        return submitted.deletion() != DeletionState.PRESENT;
    }

    /** Whether it was kept for forks only, and outlived them: its deletion failed, or was interrupted. */
    boolean isUnneeded() {
        return submitted.deletion() == DeletionState.HIDDEN && !content.claims().needStream();
    }

    /** The first change; all others follow it. For {@code undo}, see {@link ChangePipeline#submit}. */
    synchronized CompletableFuture<CommittedChange> begin(StreamChange.Created created, Runnable undo) {
        use.begin();
        return submitted.begin(created, undo);
    }

    public CompletableFuture<CommittedChange> append(AppendRequest request) {
        // Outside of the lock, since it reads every byte; and not for a closed stream, whose error takes precedence.
        StoredAppend bytes =
                content.state().closed() ? StoredAppend.EMPTY : AppendDecision.bytesToStore(config(), request);
        synchronized (this) {
            return isLeaving() ? submitted.rejectAsDeleted() : submitted.append(request, bytes, use::touch);
        }
    }

    /**
     * Deletes the stream. Readers see it until its deletion is durable: after a crash it could exist again.
     *
     * @param then whether its bytes stay, for its forks
     * @param onCommit called within the lock of the stream when the deletion is durable
     * @param undo see {@link ChangePipeline#submit}
     */
    synchronized CompletableFuture<CommittedChange> remove(DeletionState then, Runnable onCommit, Runnable undo) {
        return submitted.remove(
                then,
                () -> {
                    gone = true;
                    onCommit.run();
                },
                undo);
    }

    /** A change is durable. */
    private void committed(StreamState after) {
        content.commit(after);
        waiters.wakeAll();
    }

    /** Stores the last use from time to time, and trims bytes that retention does not keep. */
    synchronized void sweep() {
        waiters.wakeThoseLeft();
        submitted.producers().forgetOld();
        if (isLeaving()) {
            return;
        }
        if (!waiters.isEmpty()) {
            use.touch();
        }
        if (use.wantsSaving(config().lifetime())) {
            StreamChange.Touched touched = new StreamChange.Touched(number(), use.saved());
            context.store().submit(touched, StreamStore.Outcome.IGNORED);
        }
        content.trim();
    }

    @Override
    public synchronized boolean addWaiter(long position, Runnable waiter) {
        StreamState committed = content.state();
        if (gone || committed.closed() || committed.tail() > position) {
            return false;
        }
        waiters.add(waiter);
        return true;
    }

    @Override
    public synchronized void forget(Runnable waiter) {
        if (waiters.remove(waiter)) {
            use.touch();
        }
    }

    /** Whether its lifetime is over. A waiting reader uses the stream, which does not postpone a fixed expiry. */
    boolean isOver() {
        // Without the lock first: each request asks, and nearly always the answer is no.
        return use.isOver(config().lifetime()) && isOverWithoutReaders();
    }

    private synchronized boolean isOverWithoutReaders() {
        StreamLifetime lifetime = config().lifetime();
        return (waiters.isEmpty() || lifetime.expiresAt().isPresent()) && use.isOver(lifetime);
    }

    /** The committed state. Its times are dates, since another run has another clock. */
    synchronized StreamImage image() {
        Duration lead = context.calendarLead();
        return new StreamImage(
                number(),
                content.offsets().incarnation(),
                id,
                config(),
                content.origin(),
                content.state(),
                submitted.producers().committed(lead),
                gone,
                use.date(),
                content.earliest(),
                content.ages(lead));
    }
}
