package org.streamlistening.server;

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
    private final StreamConfig config;
    private final Surroundings surroundings;
    private final StreamContent content;
    private final StreamUse use;

    // Guarded by this.
    private final Producers producers;
    private final Waiters waiters;
    private StreamState written;
    private CompletableFuture<Receipt> latest;

    /** Whether it is deleted, as far as everybody but its forks can tell. */
    private volatile boolean gone;

    /** A stream as it was kept; a new one as it is before its first byte. */
    DurableStream(StreamImage image, @Nullable DurableStream source, Surroundings surroundings) {
        this.id = image.id();
        this.source = source;
        this.number = image.number();
        this.config = image.config();
        this.surroundings = surroundings;
        this.content = new StreamContent(image, source == null ? null : source.content, surroundings);
        this.use = new StreamUse(image, surroundings);
        this.waiters = new Waiters(surroundings.waking());
        this.producers = new Producers(image.producers());
        this.written = image.state();
        this.latest = CompletableFuture.completedFuture(Receipt.of(written, null));
        this.gone = image.hidden();
    }

    String id() {
        return id;
    }

    /** The stream that it branched off from. */
    Optional<DurableStream> source() {
        return Optional.ofNullable(source);
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

    /** The first change: everything else comes behind it. */
    synchronized CompletableFuture<Receipt> begin(Change.Created created, Runnable undo) {
        return write(created, written.after(created), null, undo);
    }

    /** A second creation, which has to ask for what is there (Protocol, section 5.1). */
    synchronized CompletableFuture<Receipt> confirm(NewStream again) {
        if (!config.isAskedForBy(again)) {
            return refused(Refusal.conflict("the stream is there with another configuration"));
        }
        if (written.closed() != again.closed()) {
            return refused(Refusal.conflict(
                    written.closed() ? "the stream is there and closed" : "the stream is there and open"));
        }
        return latest.thenApply(receipt -> receipt.repeated(null));
    }

    /** What it is refused for may not be kept yet, and is as if it never was if that fails: nobody is told before. */
    private CompletableFuture<Receipt> refused(Refusal reason) {
        return latest.thenApply(receipt -> {
            throw reason;
        });
    }

    CompletableFuture<Receipt> append(NewBytes bytes) {
        StreamAppend append = new StreamAppend(config, bytes);
        // Out of the lock, since it looks at every byte; and not at all if the stream is closed, which comes first.
        Batch batch = content.state().closed() ? Batch.EMPTY : append.batch();
        synchronized (this) {
            refuseIfGone();
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
            Change.Appended change =
                    new Change.Appended(number, use.touch(), batch, bytes.closes(), bytes.producer(), bytes.seq());
            return write(change, written.after(change), bytes.producer(), () -> {});
        }
    }

    /** Takes the stream away from everybody but its forks. */
    synchronized CompletableFuture<Receipt> hide() {
        return remove(new Change.Hidden(number), () -> {});
    }

    /** Takes the stream away, and its bytes. */
    synchronized CompletableFuture<Receipt> drop(Runnable undo) {
        return remove(new Change.Dropped(number), undo);
    }

    private CompletableFuture<Receipt> remove(Change change, Runnable undo) {
        boolean before = gone;
        gone = true;
        return write(change, written, null, () -> {
            gone = before;
            undo.run();
        });
    }

    /** Lets the store know now and then that the stream is in use, and lets go of what is too old. */
    synchronized void sweep() {
        if (gone) {
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
            Change change, StreamState after, @Nullable ProducerStep producer, Runnable undo) {
        Runnable forgetStep = producer == null ? () -> {} : producers.write(producer);
        PendingChange pending = new PendingChange(
                this, written, latest, after, producer, Receipt.of(after, producer), forgetStep, undo);
        written = after;
        latest = pending.answer();
        surroundings.store().submit(change, pending);
        return pending.answer();
    }

    synchronized void keep(PendingChange change) {
        if (change.producer() != null) {
            producers.keep(change.producer());
        }
        content.keep(change.after());
        waiters.wakeAll();
    }

    synchronized void undo(PendingChange change) {
        written = change.before();
        latest = change.latestBefore();
        change.forgetStep();
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

    private void refuseIfGone() {
        if (gone) {
            throw Refusal.notFound();
        }
    }

    @Override
    public String toString() {
        return "stream " + number + " at " + content.state().tail() + (gone ? ", gone" : "");
    }
}
