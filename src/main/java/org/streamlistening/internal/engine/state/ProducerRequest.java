package org.streamlistening.internal.engine.state;

import java.util.Optional;
import java.util.regex.Pattern;
import org.streamlistening.internal.protocol.ProtocolNames;

/**
 * The identity of a request of an idempotent producer (Protocol, section 5.2.1).
 *
 * @param id the id of the producer
 * @param epoch the number of restarts of the producer
 * @param seq the number of the request within the epoch
 */
public record ProducerRequest(String id, long epoch, long seq) {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,16}");
    private static final long MAX = (1L << 53) - 1;
    private static final int MAX_ID_LENGTH = 256;

    public static Optional<ProducerRequest> parse(Optional<String> id, Optional<String> epoch, Optional<String> seq) {
        if (id.isEmpty() && epoch.isEmpty() && seq.isEmpty()) {
            return Optional.empty();
        }
        if (id.isEmpty() || epoch.isEmpty() || seq.isEmpty()) {
            throw RequestRejectedException.invalid(
                    "Producer-Id, Producer-Epoch and Producer-Seq come together or not at all");
        }
        if (id.get().isBlank() || id.get().length() > MAX_ID_LENGTH) {
            throw RequestRejectedException.invalid(
                    ProtocolNames.PRODUCER_ID + " must have 1 to " + MAX_ID_LENGTH + " characters");
        }
        return Optional.of(new ProducerRequest(
                id.get(),
                number(ProtocolNames.PRODUCER_EPOCH, epoch.get()),
                number(ProtocolNames.PRODUCER_SEQ, seq.get())));
    }

    private static long number(String header, String text) {
        if (!NUMBER.matcher(text).matches() || Long.parseLong(text) > MAX) {
            throw RequestRejectedException.invalid(header + " must be a whole number up to " + MAX);
        }
        return Long.parseLong(text);
    }
}
