package org.streamlistening.server;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
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
    private final StreamConfig config;
    private final StreamStore store;
    private final Waking waking;

    /** Guarded by this. */
    private StreamState written = StreamState.EMPTY;
    /** Guarded by this. */
    private Set<Runnable> waiting = new LinkedHashSet<>();
    /** The answer to the latest change. Guarded by this. */
    private CompletableFuture<Receipt> latest = new CompletableFuture<>();

    private volatile StreamState kept = StreamState.EMPTY;
    private volatile boolean dropped;

    DurableStream(long number, StreamConfig config, StreamStore store, Waking waking) {
        this.number = number;
        this.config = config;
        this.store = store;
        this.waking = waking;
    }

    StreamConfig config() {
        return config;
    }

    StreamState state() {
        return kept;
    }

    /** The first change: everything else comes behind it. */
    synchronized CompletableFuture<Receipt> begin(Change.Created created, Runnable undo) {
        return write(created, StreamState.EMPTY.after(created), true, undo);
    }

    /** A second creation, which has to ask for what is there (Protocol, section 5.1). */
    synchronized CompletableFuture<Receipt> confirm(NewStream again) {
        if (!config.isSameAs(again.config())) {
            throw Refusal.conflict("the stream is there with another configuration");
        }
        if (written.closed() != again.closed()) {
            throw Refusal.conflict(
                    written.closed() ? "the stream is there and closed" : "the stream is there and open");
        }
        return latestWithout();
    }

    CompletableFuture<Receipt> append(NewBytes bytes) {
        StreamAppend append = new StreamAppend(config, bytes);
        // Out of the lock: it looks at every byte.
        Batch batch = append.batch(this::refuseIfClosed);
        synchronized (this) {
            if (dropped) {
                throw Refusal.notFound();
            }
            if (written.closed() && bytes.onlyCloses()) {
                return latestWithout();
            }
            refuseIfClosed();
            append.refuseOldSeq(written);
            Change.Appended change = new Change.Appended(number, batch, bytes.closes(), bytes.seq());
            return write(change, written.after(change), false, () -> {});
        }
    }

    private synchronized void refuseIfClosed() {
        if (written.closed()) {
            throw new Refusal(
                    409,
                    "the stream is closed",
                    Map.of(Headers.CLOSED, "true", Headers.NEXT_OFFSET, Position.token(written.tail())));
        }
    }

    synchronized CompletableFuture<Receipt> drop(Runnable undo) {
        dropped = true;
        return write(new Change.Dropped(number), written, false, () -> {
            dropped = false;
            undo.run();
        });
    }

    private CompletableFuture<Receipt> write(Change change, StreamState after, boolean created, Runnable undo) {
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        StreamState before = written;
        CompletableFuture<Receipt> latestBefore = latest;
        written = after;
        latest = receipt;
        store.submit(change, new StreamStore.Outcome() {
            @Override
            public void kept() {
                keep(after);
                receipt.complete(new Receipt(created, after.tail(), after.closed()));
            }

            @Override
            public void failed(Refusal reason) {
                undo(before, latestBefore);
                undo.run();
                receipt.completeExceptionally(reason);
            }
        });
        return receipt;
    }

    private synchronized void keep(StreamState after) {
        kept = after;
        Set<Runnable> woken = waiting;
        if (!woken.isEmpty()) {
            waiting = new LinkedHashSet<>();
            waking.wake(woken);
        }
    }

    private synchronized void undo(StreamState before, CompletableFuture<Receipt> latestBefore) {
        written = before;
        latest = latestBefore;
    }

    /** What is true once all that was written is kept. */
    private CompletableFuture<Receipt> latestWithout() {
        return latest.thenApply(receipt -> new Receipt(false, receipt.tail(), receipt.closed()));
    }

    /** What there is to read from a position, up to that many bytes, but one message at least. */
    Page page(long from, int limit) {
        StreamState state = kept;
        StreamLog log = store.log(number);
        if (from > state.tail()) {
            throw Refusal.badRequest("the offset is behind the end of the stream");
        }
        boolean json = config.contentType().isJson();
        if (json && log.messageEndUpTo(from) != from) {
            throw Refusal.badRequest("the offset is not one that this stream gave out");
        }
        long next = state.tail() - from <= limit ? state.tail() : endOfPage(log, from, limit);
        boolean upToDate = next == state.tail();
        // The comma behind the last message is for the next one.
        StreamBytes bytes = log.bytes(from, json && next > from ? next - 1 : next);
        return new Page(number, from, next, upToDate, upToDate && state.closed(), bytes);
    }

    private static long endOfPage(StreamLog log, long from, int limit) {
        long end = log.messageEndUpTo(from + limit);
        return end > from ? end : log.messageEndAfter(from);
    }

    /**
     * Waits, without a thread, for what comes behind this position. The waiter is called once, on a thread of the
     * server, when there is more, when the stream is closed and when it is gone.
     *
     * @return false if there is something to tell already; the waiter is not called then
     */
    synchronized boolean await(long position, Runnable waiter) {
        if (dropped || kept.closed() || kept.tail() > position) {
            return false;
        }
        return waiting.add(waiter);
    }

    synchronized void forget(Runnable waiter) {
        waiting.remove(waiter);
    }

    boolean isDropped() {
        return dropped;
    }

    @Override
    public String toString() {
        @Nullable String seq = kept.seq();
        return "stream " + number + " at " + kept.tail() + (seq == null ? "" : ", seq " + seq);
    }
}
