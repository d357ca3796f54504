package org.streamlistening.internal.store.disk;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.metrics.CommitCounters;
import org.streamlistening.internal.store.RetriedStep;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.disk.CommitQueue.Pending;
import org.streamlistening.internal.threads.Waker;

/**
 * The thread of the journal: takes the waiting changes, writes them, makes them durable with one call to the disk, and
 * reports their outcomes. Changes that cannot be written are rejected, and the next change tries again; reading
 * continues.
 */
final class CommitLoop implements Runnable {

    private static final System.Logger LOG = System.getLogger(CommitLoop.class.getName());

    private final DiskHealth health;
    private final DiskStreams streams;
    private final CommitQueue queue;
    private final BatchWriter journal;
    private final Waker notifier;
    private final Supplier<List<StreamImage>> images;
    private final CommitCounters commits;

    /** The changes that are being committed. */
    private List<Pending> batch = List.of();
    /** The number of these that are known to be committed by the engine. */
    private int committed;

    /** @param images the state of all streams after the last committed change */
    CommitLoop(
            DiskHealth health,
            DiskStreams streams,
            CommitQueue queue,
            BatchWriter journal,
            Waker notifier,
            Supplier<List<StreamImage>> images,
            CommitCounters commits) {
        this.health = health;
        this.streams = streams;
        this.queue = queue;
        this.journal = journal;
        this.notifier = notifier;
        this.images = images;
        this.commits = commits;
    }

    @Override
    public void run() {
        try {
            while (!queue.isDone()) {
                step();
            }
            journal.close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.WARNING, "a stream store could not be closed", failure);
        } catch (RuntimeException | Error fault) {
            health.ends(fault);
        } finally {
            queue.close();
            end();
        }
    }

    /** After a fault, the changes of the batch can be durable or not; each caller gets a response all the same. */
    private void end() {
        List<Pending> left = batch;
        StoreException reason = StoreException.unavailable("the server has ended");
        fail(left, committed, reason);
        settle(left);
        List<Pending> waiting = queue.reject(reason, List.of());
        fail(waiting, 0, reason);
        settle(waiting);
    }

    /** Newest first: each change restores the state before it. */
    private static void fail(List<Pending> changes, int from, StoreException reason) {
        for (int i = changes.size() - 1; i >= from; i--) {
            changes.get(i).outcome().failed(reason);
        }
    }

    private void step() throws InterruptedException {
        committed = 0;
        batch = take();
        if (!batch.isEmpty()) {
            commit();
        }
        batch = List.of();
        journal.checkpoint(images);
    }

    private List<Pending> take() throws InterruptedException {
        try {
            return queue.take();
        } catch (RuntimeException | Error failure) {
            // Nothing was taken.
            journal.freeMemory();
            LOG.log(System.Logger.Level.DEBUG, "no memory to take changes; the next step tries again", failure);
            return List.of();
        }
    }

    private void commit() {
        try {
            journal.write(batch);
        } catch (IOException | RuntimeException | Error failure) {
            // A fault of the server as well: no caller may wait for a response that never comes.
            reject(failure);
            return;
        }
        // The batch is durable: no later failure may undo it.
        health.written();
        commits.committed(batch.size());
        retry(streams::commit);
        for (Pending pending : batch) {
            retry(() -> commit(pending.change()));
            retry(pending.outcome()::committed);
            committed++;
        }
        settle(batch);
    }

    private void retry(Runnable step) {
        RetriedStep.run(step, journal::freeMemory);
    }

    private void commit(StreamChange change) {
        try {
            streams.commit(change);
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.WARNING, "files of a deleted stream could not be deleted", failure);
        }
    }

    private void reject(Throwable failure) {
        if (failure instanceof Error) {
            journal.freeMemory();
        }
        health.rejects(failure);
        StoreException reason = health.reason(failure);
        retry(() -> batch = queue.reject(reason, batch));
        retry(journal::undo);
        fail(batch, 0, reason);
        committed = batch.size();
        retry(journal::discard);
        queue.acceptAgain();
        settle(batch);
    }

    /** On another thread, since this one serves the disk; on this one if there is no memory for that. */
    private void settle(List<Pending> changes) {
        try {
            notifier.wake(changes.stream()
                    .map(pending -> (Runnable) pending.outcome()::settled)
                    .toList());
        } catch (RuntimeException | Error failure) {
            LOG.log(System.Logger.Level.DEBUG, "callers are notified by the thread of the journal", failure);
            changes.forEach(CommitLoop::settle);
        }
    }

    private static void settle(Pending pending) {
        try {
            pending.outcome().settled();
        } catch (RuntimeException | Error failure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a caller could not be notified of the outcome of its change",
                    failure);
        }
    }
}
