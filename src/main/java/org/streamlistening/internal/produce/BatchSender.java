package org.streamlistening.internal.produce;

import java.util.concurrent.ExecutionException;
import org.streamlistening.client.ProducedBatch;
import org.streamlistening.client.ProducerFencedException;
import org.streamlistening.client.ProducerOptions;
import org.streamlistening.client.ProducerSequence;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamId;
import org.streamlistening.internal.http.Interrupts;
import org.streamlistening.internal.http.SequenceGapException;
import org.streamlistening.internal.http.StreamOperations;
import org.streamlistening.internal.produce.ProducerBatch.Sequence;

/**
 * Sends the batches of one producer, several at the same time. The sequence of a batch depends on the outcome of the
 * batch before it. The sender first assumes that the earlier batches succeed, and waits for them if the server reports
 * a gap.
 */
final class BatchSender {

    private static final int MAX_CLAIMS = 5;

    private final StreamId id;
    private final ProducerOptions options;
    private final StreamOperations operations;
    // The first batch of an epoch travels alone: the server would reject a later one that overtakes it (section 5.2.1).
    private volatile long establishedEpoch = -1;

    BatchSender(StreamId id, ProducerOptions options, StreamOperations operations) {
        this.id = id;
        this.options = options;
        this.operations = operations;
    }

    /**
     * Sends a batch until it has an outcome. Throws nothing: each failure is an outcome.
     *
     * @param before the batch before it
     * @param assumed its sequence if all earlier batches succeed
     */
    void send(ProducerBatch batch, ProducerBatch before, Sequence assumed) {
        try {
            deliver(batch, before, assumed);
        } catch (Throwable e) {
            // Errors too: flush and close wait for the outcome of each batch.
            batch.lost(e);
        }
    }

    private void deliver(ProducerBatch batch, ProducerBatch before, Sequence assumed) {
        boolean known = before.following().isDone() || assumed.epoch() != establishedEpoch;
        Sequence sequence = known ? after(before) : assumed;
        int claims = 0;
        while (true) {
            try {
                batch.accepted(append(batch, sequence));
                establishedEpoch = sequence.epoch();
                return;
            } catch (SequenceGapException e) {
                if (known) {
                    throw e;
                }
                sequence = after(before);
            } catch (ProducerFencedException e) {
                if (!options.autoClaim() || ++claims > MAX_CLAIMS) {
                    throw e;
                }
                Sequence next = after(before);
                sequence = next.epoch() >= e.currentEpoch() ? next : new Sequence(e.currentEpoch() + 1, 0);
            } catch (StreamException e) {
                if (e.retryable()) {
                    throw e;
                }
                batch.rejected(e, after(before));
                return;
            }
            known = true;
        }
    }

    private ProducedBatch append(ProducerBatch batch, Sequence sequence) {
        ProducerSequence numbered = new ProducerSequence(options.producerId(), sequence.epoch(), sequence.number());
        return operations.produce(id, batch.content(), numbered, batch.closing());
    }

    /** Waits for the outcome of a batch, and returns the sequence of the following one. */
    private static Sequence after(ProducerBatch before) {
        try {
            return before.following().get();
        } catch (ExecutionException e) {
            throw Interrupts.unchecked(e.getCause());
        } catch (InterruptedException e) {
            throw Interrupts.interrupted(e);
        }
    }
}
