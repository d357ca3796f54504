package org.streamlistening.server;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One stream: decides what may be done to it, and knows who waits for it.
 *
 * <p>It has two states. The <em>written</em> one has every change that was handed to the store and decides about the
 * next change; the <em>kept</em> one has those that can no longer be lost, and is all that readers see.
 */
final class DurableStream {

    private final long number;
    private final String id;
    private final @Nullable DurableStream source;
    private final int forkDepth;
    private final StreamConfig config;
    private final Surroundings surroundings;
    private final StreamContent content;
    private final StreamUse use;

    // Guarded by this.
    private final Producers producers;
    private final Waiters waiters;
    private StreamState written;
    private CompletableFuture<Receipt> latest;

    /** As of what was written: once a deletion was handed to the store, every other change comes too late. */
    private volatile Presence presence;
    /** As of what was kept: whether it is deleted, as far as everybody but its forks can tell. */
    private volatile boolean gone;

    /** A stream as it was kept; a new one as it is before its first byte. */
    DurableStream(StreamImage image, @Nullable DurableStream source, Surroundings surroundings) {
        this.id = image.id();
        this.source = source;
        this.forkDepth = source == null ? 0 : source.forkDepth + 1;
        this.number = image.number();
        this.config = image.config();
        this.surroundings = surroundings;
        this.content = new StreamContent(image, source == null ? null : source.content, surroundings);
        this.use = new StreamUse(image, surroundings);
        this.waiters = new Waiters(surroundings.waking());
        this.producers = new Producers(image.producers(), surroundings.clock(), surroundings.limits());
        this.written = image.state();
        this.latest = CompletableFuture.completedFuture(Receipt.of(this, written, null));
        this.gone = image.hidden();
        this.presence = gone ? Presence.HIDDEN : Presence.THERE;
    }

    String id() {
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

    StreamConfig config() {
        return config;
    }

    StreamContent content() {
        return content;
    }

    StreamUse use() {
        return use;
    }

    boolean isGone() {
        return gone;
    }

    Presence presence() {
        return presence;
    }

    /** Whether its deletion is on its way, or done. */
    boolean isLeaving() {
        return presence != Presence.THERE;
    }

    /** The first change: everything else comes behind it. */
    synchronized CompletableFuture<Receipt> begin(Change.Created created, Runnable undo) {
        use.begin();
        return write(created, written.after(created), null, PendingChange.Effect.NONE, undo);
    }

    /** A second creation, which has to ask for what is there (Protocol, section 5.1). */
    synchronized CompletableFuture<Receipt> confirm(NewStream again) {
        if (!config.isAskedForBy(again)) {
            return refused(Refusal.conflict("the stream is there with another configuration"));
        }
        if (written.closed() != again.closed()) {
            return refused(
                    written.closed()
                            ? new Refusal(409, "the stream is there and closed", Map.of(Headers.CLOSED, "true"))
                            : Refusal.conflict("the stream is there and open"));
        }
        return latest.thenApply(receipt -> receipt.repeated(null));
    }

    /** What it is refused for may not be kept yet, and is as if it never was if that fails: nobody is told before. */
    synchronized CompletableFuture<Receipt> refused(Refusal reason) {
        return latest.thenApply(receipt -> {
            throw reason;
        });
    }

    /** As {@link #refused}: it is deleted. */
    synchronized CompletableFuture<Receipt> refusedAsDeleted() {
        return refused(presence == Presence.HIDDEN ? Refusal.gone() : Refusal.notFound());
    }

    /** Done when everything that was asked for so far is, or with its failure. */
    synchronized CompletableFuture<Receipt> latest() {
        return latest;
    }

    CompletableFuture<Receipt> append(NewBytes bytes) {
        StreamAppend append = new StreamAppend(config, content, bytes);
        // Out of the lock, since it looks at every byte; and not at all if the stream is closed, which comes first.
        Batch batch = content.state().closed() ? Batch.EMPTY : append.batch();
        synchronized (this) {
            if (isLeaving()) {
                return refusedAsDeleted();
            }
            try {
                if (append.isDone(written, producers)) {
                    ProducerStep last = bytes.producer() == null
                            ? null
                            : producers.last(bytes.producer().id());
                    return latest.thenApply(receipt -> receipt.repeated(last));
                }
            } catch (Refusal refusal) {
                return refused(refusal);
            }
            use.touch();
            Instant date = surroundings.calendar().instant();
            Change.Appended change =
                    new Change.Appended(number, date, batch, bytes.closes(), bytes.producer(), bytes.seq());
            ProducerStep step = bytes.producer();
            PendingChange.Effect effect = step == null ? PendingChange.Effect.NONE : producers.write(step);
            return write(change, written.after(change), step, effect, () -> {});
        }
    }

    /** Takes the stream away from everybody but its forks. */
    CompletableFuture<Receipt> hide() {
        return remove(new Change.Hidden(number), Presence.HIDDEN, () -> {}, () -> {});
    }

    /**
     * Takes the stream away, and its bytes.
     *
     * @param kept called, within the stream's lock, when it is
     */
    CompletableFuture<Receipt> drop(Runnable kept, Runnable undo) {
        return remove(new Change.Dropped(number), Presence.DROPPED, kept, undo);
    }

    /** Whoever reads does not see it before it is kept: after a crash the stream might be there again. */
    private synchronized CompletableFuture<Receipt> remove(Change change, Presence then, Runnable kept, Runnable undo) {
        Presence before = presence;
        PendingChange.Effect effect = new PendingChange.Effect() {
            @Override
            public void begin() {
                presence = then;
            }

            @Override
            public void keep() {
                gone = true;
                kept.run();
            }

            @Override
            public void undo() {
                presence = before;
            }
        };
        return write(change, written, null, effect, undo);
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
            Change.Touched touched = new Change.Touched(number, use.saved());
            surroundings.store().submit(touched, StreamStore.Outcome.IGNORED);
        }
        content.trim();
    }

    private CompletableFuture<Receipt> write(
            Change change,
            StreamState after,
            @Nullable ProducerStep producer,
            PendingChange.Effect effect,
            Runnable undo) {
        Receipt receipt = Receipt.of(this, after, producer);
        PendingChange pending = new PendingChange(this, written, latest, after, receipt, effect, undo);
        try {
            effect.begin();
            written = after;
            latest = pending.answer();
            surroundings.store().submit(change, pending);
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
    synchronized boolean await(long position, Runnable waiter) {
        StreamState kept = content.state();
        if (gone || kept.closed() || kept.tail() > position) {
            return false;
        }
        waiters.add(waiter);
        return true;
    }

    /** Who waits no more used the stream until now: there is time for its next request. */
    synchronized void forget(Runnable waiter) {
        if (waiters.remove(waiter)) {
            use.touch();
        }
    }

    /** Whether its lifetime is over. Whoever waits for it uses it, which does not put off a moment that was set. */
    synchronized boolean isOver() {
        Lifetime lifetime = config.lifetime();
        return (waiters.isEmpty() || lifetime.expiresAt().isPresent()) && use.isOver(lifetime);
    }

    @Override
    public String toString() {
        return "stream " + number + " at " + content.state().tail() + (gone ? ", gone" : "");
    }
}
