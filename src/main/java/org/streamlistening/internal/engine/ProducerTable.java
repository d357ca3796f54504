package org.streamlistening.internal.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.ProducerState;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.RequestRejectedException.Detail;
import org.streamlistening.internal.engine.state.RequestRejectedException.Reason;
import org.streamlistening.internal.protocol.ProtocolNames;

/**
 * The last accepted request of each producer of a stream, in the written and in the kept state. A producer without a request
 * for too long is forgotten (Protocol, section 5.2.1), but never earlier to make room for another one. Guarded by the lock of
 * the stream.
 */
final class ProducerTable {

    private final InstantSource clock;
    private final Duration maxAge;
    private final int max;

    /** In the order of their last request, the oldest first. */
    private final Map<String, ProducerState> kept = new LinkedHashMap<>();

    /** Submitted requests, which take precedence. */
    private final Map<String, ProducerRequest> pending = new HashMap<>();

    ProducerTable(Map<String, ProducerState> before, InstantSource clock, EngineLimits limits) {
        this.clock = clock;
        this.maxAge = limits.producerMaxAge();
        this.max = limits.maxProducers();
        Instant now = clock.instant();
        before.values().stream()
                .map(state -> state.notAfter(now))
                .sorted(Comparator.comparing(ProducerState::at))
                .forEach(state -> kept.put(state.step().id(), state));
    }

    /** Forgets producers whose last request is too old. */
    void forgetOld() {
        if (kept.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        Iterator<ProducerState> oldest = kept.values().iterator();
        while (oldest.hasNext() && oldest.next().isOlderThan(maxAge, now)) {
            oldest.remove();
        }
    }

    /** The last accepted request of the same producer. */
    @Nullable
    ProducerRequest last(String id) {
        ProducerRequest step = pending.get(id);
        if (step != null) {
            return step;
        }
        forgetOld();
        ProducerState state = kept.get(id);
        return state == null ? null : state.step();
    }

    /**
     * Whether the request is a duplicate.
     *
     * @throws RequestRejectedException if it is neither a duplicate nor the next one
     */
    boolean knows(ProducerRequest step) {
        ProducerRequest last = last(step.id());
        if (last != null && step.epoch() == last.epoch() && step.seq() <= last.seq()) {
            return true;
        }
        refuseStale(step);
        if (last != null && step.epoch() > last.epoch() && step.seq() != 0) {
            throw RequestRejectedException.invalid("a new epoch begins with " + ProtocolNames.PRODUCER_SEQ + " 0");
        }
        long expected = last == null || step.epoch() > last.epoch() ? 0 : last.seq() + 1;
        if (step.seq() != expected) {
            throw new RequestRejectedException(
                    Reason.CONFLICT,
                    "the producer's requests have a gap",
                    Map.of(
                            Detail.PRODUCER_EXPECTED_SEQ, Long.toString(expected),
                            Detail.PRODUCER_RECEIVED_SEQ, Long.toString(step.seq())));
        }
        if (last == null) {
            refuseOneTooMany();
        }
        return false;
    }

    private void refuseOneTooMany() {
        if (kept.size() + pending.size() < max) {
            return;
        }
        long begun =
                pending.keySet().stream().filter(id -> !kept.containsKey(id)).count();
        if (kept.size() + begun >= max) {
            throw new RequestRejectedException(
                    Reason.LIMIT_REACHED, "the stream has " + max + " producers that are not forgotten yet");
        }
    }

    /** A newer epoch fences the older ones. */
    void refuseStale(ProducerRequest step) {
        ProducerRequest last = last(step.id());
        if (last != null && step.epoch() < last.epoch()) {
            throw new RequestRejectedException(
                    Reason.FENCED,
                    "the producer has a newer epoch",
                    Map.of(Detail.PRODUCER_EPOCH, Long.toString(last.epoch())));
        }
    }

    /** @return the effect of the accepted request */
    PendingChange.Effect write(ProducerRequest step) {
        @Nullable ProducerRequest before = pending.get(step.id());
        return new PendingChange.Effect() {
            @Override
            public void begin() {
                pending.put(step.id(), step);
            }

            @Override
            public void keep() {
                ProducerState state = new ProducerState(step, clock.instant());
                kept.remove(step.id());
                kept.put(step.id(), state);
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
}
