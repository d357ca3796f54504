package org.streamlistening.internal.engine.decision;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.RequestRejectedException.Detail;
import org.streamlistening.internal.engine.state.RequestRejectedException.Reason;
import org.streamlistening.internal.protocol.ProtocolNames;

/** The order of the requests of an idempotent producer (Protocol, section 5.2.1). Pure functions, for any thread. */
final class ProducerRule {

    private ProducerRule() {}

    /**
     * Whether the request is a duplicate.
     *
     * @param last the last accepted request of the same producer
     * @throws RequestRejectedException if it is neither a duplicate nor the next one
     */
    static boolean isDuplicate(ProducerRequest request, @Nullable ProducerRequest last) {
        if (last != null && request.epoch() == last.epoch() && request.seq() <= last.seq()) {
            return true;
        }
        rejectStale(request, last);
        if (last != null && request.epoch() > last.epoch() && request.seq() != 0) {
            throw RequestRejectedException.invalid("a new epoch begins with " + ProtocolNames.PRODUCER_SEQ + " 0");
        }
        long expected = last == null || request.epoch() > last.epoch() ? 0 : last.seq() + 1;
        if (request.seq() != expected) {
            throw new RequestRejectedException(
                    Reason.CONFLICT,
                    "the producer's requests have a gap",
                    Map.of(
                            Detail.PRODUCER_EXPECTED_SEQ, Long.toString(expected),
                            Detail.PRODUCER_RECEIVED_SEQ, Long.toString(request.seq())));
        }
        return false;
    }

    /** A newer epoch fences the older ones. */
    static void rejectStale(ProducerRequest request, @Nullable ProducerRequest last) {
        if (last != null && request.epoch() < last.epoch()) {
            throw new RequestRejectedException(
                    Reason.FENCED,
                    "the producer has a newer epoch",
                    Map.of(Detail.PRODUCER_EPOCH, Long.toString(last.epoch())));
        }
    }
}
