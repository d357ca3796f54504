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
import org.streamlistening.internal.engine.decision.EngineLimits;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.ProducerState;

/**
 * The last accepted request of each producer of a stream, in the submitted and in the committed state. A producer
 * without a request for too long is forgotten (Protocol, section 5.2.1), but never earlier to make room for another
 * one. Guarded by the lock of the stream.
 */
final class ProducerTable {

    private final InstantSource clock;
    private final Duration maxAge;
    private final int max;

    /** In the order of their last request, the oldest first. */
    private final Map<String, ProducerState> committed = new LinkedHashMap<>();

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
                .forEach(state -> committed.put(state.request().id(), state));
    }

    /** Forgets producers whose last request is too old. */
    void forgetOld() {
        if (committed.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        Iterator<ProducerState> oldest = committed.values().iterator();
        while (oldest.hasNext() && oldest.next().isOlderThan(maxAge, now)) {
            oldest.remove();
        }
    }

    /** The last accepted request of a producer. */
    @Nullable
    ProducerRequest last(String id) {
        ProducerRequest request = pending.get(id);
        if (request != null) {
            return request;
        }
        forgetOld();
        ProducerState state = committed.get(id);
        return state == null ? null : state.request();
    }

    /** Whether one more producer fits. */
    boolean hasRoom() {
        if (committed.size() + pending.size() < max) {
            return true;
        }
        long begun = pending.keySet().stream()
                .filter(id -> !committed.containsKey(id))
                .count();
        return committed.size() + begun < max;
    }

    /** The committed state, with times moved by the difference between two clocks. */
    Map<String, ProducerState> committed(Duration lead) {
        forgetOld();
        Map<String, ProducerState> copy = new HashMap<>();
        committed.forEach((id, state) ->
                copy.put(id, new ProducerState(state.request(), state.at().plus(lead))));
        return copy;
    }

    /** @return the effect of the accepted request */
    ChangeEffect write(ProducerRequest request) {
        @Nullable ProducerRequest before = pending.get(request.id());
        return new ChangeEffect() {
            @Override
            public void begin() {
                pending.put(request.id(), request);
            }

            @Override
            public void commit() {
                ProducerState state = new ProducerState(request, clock.instant());
                committed.remove(request.id());
                committed.put(request.id(), state);
                pending.remove(request.id(), request);
            }

            @Override
            public void undo() {
                if (before == null) {
                    pending.remove(request.id());
                } else {
                    pending.put(request.id(), before);
                }
            }
        };
    }
}
