package org.streamlistening.internal.produce;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.streamlistening.Offset;
import org.streamlistening.client.ProducedBatch;
import org.streamlistening.client.ProducerFencedException;
import org.streamlistening.client.ProducerOptions;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamId;
import org.streamlistening.internal.http.StreamRequest;
import org.streamlistening.internal.http.SequenceGapException;
import org.streamlistening.internal.http.StreamOperations;
import org.streamlistening.internal.http.WaitLimits;
import org.streamlistening.internal.produce.ProducerBatch.Place;
import org.streamlistening.internal.protocol.ProtocolNames;

/**
 * Sends the batches of one producer. Several are under way at the same time; which number a batch has depends on what
 * becomes of the one before it, so that it is guessed first, and known when the server refuses the guess.
 */
public final class BatchSender {

    private static final int MAX_CLAIMS = 5;

    private final StreamId id;
    private final ProducerOptions options;
    private final StreamOperations operations;
    // The first batch of an epoch travels alone: a later one that overtakes it would be refused (section 5.2.1).
    private volatile long establishedEpoch = -1;

    public BatchSender(StreamId id, ProducerOptions options, StreamOperations operations) {
        this.id = id;
        this.options = options;
        this.operations = operations;
    }

    /**
     * Sends a batch until it is settled, whatever fails.
     *
     * @param before the batch in front of it
     * @param guess its place if all goes well
     */
    public void send(ProducerBatch batch, ProducerBatch before, Place guess) {
        try {
            deliver(batch, before, guess);
        } catch (Throwable e) {
            // An Error as well: flush and close wait for each batch.
            batch.lost(e);
        }
    }

    private void deliver(ProducerBatch batch, ProducerBatch before, Place guess) {
        boolean known = before.settled().isDone() || guess.epoch() != establishedEpoch;
        Place place = known ? after(before) : guess;
        int claims = 0;
        while (true) {
            try {
                batch.accepted(written(batch, place));
                establishedEpoch = place.epoch();
                return;
            } catch (SequenceGapException e) {
                if (known) {
                    throw e;
                }
                place = after(before);
            } catch (ProducerFencedException e) {
                if (!options.autoClaim() || ++claims > MAX_CLAIMS) {
                    throw e;
                }
                Place next = after(before);
                place = next.epoch() >= e.currentEpoch() ? next : new Place(e.currentEpoch() + 1, 0);
            } catch (StreamException e) {
                if (e.retryable()) {
                    throw e;
                }
                batch.refused(e, after(before));
                return;
            }
            known = true;
        }
    }

    private ProducedBatch written(ProducerBatch batch, Place place) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(ProtocolNames.PRODUCER_ID, options.producerId());
        headers.put(ProtocolNames.PRODUCER_EPOCH, Long.toString(place.epoch()));
        headers.put(ProtocolNames.PRODUCER_SEQ, Long.toString(place.seq()));
        if (batch.closing()) {
            headers.put(ProtocolNames.CLOSED, "true");
        }
        String action = batch.closing() ? "close" : "append to";
        StreamRequest request = StreamRequest.of(action, id, "POST").withHeaders(headers).withContent(batch.body(), null);
        return operations.send(
                request,
                response -> new ProducedBatch(
                        response.header(ProtocolNames.NEXT_OFFSET).map(Offset::of),
                        response.isTrue(ProtocolNames.CLOSED),
                        response.status() == 204 && request.body() != null,
                        place.epoch(),
                        place.seq()));
    }

    /** The place behind a batch, which is waited for. */
    private static Place after(ProducerBatch before) {
        try {
            return before.settled().get();
        } catch (ExecutionException e) {
            throw WaitLimits.unchecked(e.getCause());
        } catch (InterruptedException e) {
            throw WaitLimits.interrupted(e);
        }
    }
}
