package org.streamlistening.server;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far each producer of a stream has come. As the stream itself, it knows what was written and what of it is kept.
 * Guarded by the stream.
 */
final class Producers {

    private final Map<String, ProducerStep> kept = new HashMap<>();

    /** What is on its way to the store; looked at first. */
    private final Map<String, ProducerStep> pending = new HashMap<>();

    Producers(Map<String, ProducerStep> kept) {
        this.kept.putAll(kept);
    }

    /** The last step that was accepted from this step's producer. */
    @Nullable
    ProducerStep last(String id) {
        ProducerStep step = pending.get(id);
        return step == null ? kept.get(id) : step;
    }

    /**
     * Whether this step was taken already.
     *
     * @throws Refusal if it is neither that nor the next one
     */
    boolean knows(ProducerStep step) {
        ProducerStep last = last(step.id());
        if (last != null && step.epoch() == last.epoch() && step.seq() <= last.seq()) {
            return true;
        }
        refuseStale(step);
        if (last != null && step.epoch() > last.epoch() && step.seq() != 0) {
            throw Refusal.badRequest("a new epoch begins with " + Headers.PRODUCER_SEQ + " 0");
        }
        long expected = last == null || step.epoch() > last.epoch() ? 0 : last.seq() + 1;
        if (step.seq() != expected) {
            throw new Refusal(
                    409,
                    "the producer's requests have a gap",
                    Map.of(
                            Headers.PRODUCER_EXPECTED_SEQ, Long.toString(expected),
                            Headers.PRODUCER_RECEIVED_SEQ, Long.toString(step.seq())));
        }
        return false;
    }

    /** A producer that was started again shuts out what was started before. */
    void refuseStale(ProducerStep step) {
        ProducerStep last = last(step.id());
        if (last != null && step.epoch() < last.epoch()) {
            throw new Refusal(
                    403, "the producer has a newer epoch", Map.of(Headers.PRODUCER_EPOCH, Long.toString(last.epoch())));
        }
    }

    /** @return what comes of it */
    PendingChange.Effect write(ProducerStep step) {
        @Nullable ProducerStep before = pending.get(step.id());
        return new PendingChange.Effect() {
            @Override
            public void begin() {
                pending.put(step.id(), step);
            }

            @Override
            public void keep() {
                kept.put(step.id(), step);
                pending.remove(step.id(), step);
            }

            @Override
            public void undo() {
                if (before == null) {
                    pending.remove(step.id());
                } else {
                    pending.put(step.id(), before);
                }
            }
        };
    }

    Map<String, ProducerStep> kept() {
        return Map.copyOf(kept);
    }
}
