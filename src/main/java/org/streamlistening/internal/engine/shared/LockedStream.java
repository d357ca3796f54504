package org.streamlistening.internal.engine.shared;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.decision.EngineLimits;
import org.streamlistening.internal.engine.decision.OffsetLineage;
import org.streamlistening.internal.engine.decision.StreamView;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.ProducerState;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamConfig;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.SharedTransaction;
import org.streamlistening.internal.store.StoredStream;

/** A stream that a transaction has locked, with the appends that the transaction has accepted. For its thread. */
final class LockedStream implements StreamView {

    private final SharedTransaction transaction;
    private final StoredStream before;
    private final OffsetLineage offsets;
    private final Map<String, ProducerState> producers;
    private final EngineLimits limits;
    private final Instant now;

    private final List<StreamChange.Appended> accepted = new ArrayList<>();
    private final Map<String, ProducerRequest> last = new HashMap<>();
    private StreamState state;
    /** The number of producers that are not forgotten; -1: not counted yet. */
    private int known = -1;

    /** @param producers the last requests of the producers that the transaction is about */
    LockedStream(
            SharedTransaction transaction,
            StoredStream before,
            OffsetLineage offsets,
            Map<String, ProducerState> producers,
            EngineLimits limits,
            Instant now) {
        this.transaction = transaction;
        this.before = before;
        this.offsets = offsets;
        this.producers = producers;
        this.limits = limits;
        this.now = now;
        this.state = before.image().state();
    }

    void accept(StreamChange.Appended change) {
        accepted.add(change);
        state = state.after(change);
        ProducerRequest request = change.producer();
        if (request != null) {
            if (known >= 0 && lastOf(request.id()) == null) {
                known++;
            }
            last.put(request.id(), request);
        }
    }

    List<StreamChange.Appended> accepted() {
        return accepted;
    }

    OffsetLineage offsets() {
        return offsets;
    }

    @Override
    public long number() {
        return before.number();
    }

    @Override
    public StreamConfig config() {
        return before.image().config();
    }

    @Override
    public StreamState state() {
        return state;
    }

    @Override
    public String token(long position) {
        return offsets.token(position);
    }

    @Override
    public @Nullable ProducerRequest lastOf(String producer) {
        ProducerRequest request = last.get(producer);
        if (request != null) {
            return request;
        }
        ProducerState stored = producers.get(producer);
        return stored == null || stored.isOlderThan(limits.producerMaxAge(), now) ? null : stored.request();
    }

    @Override
    public boolean hasRoomForProducer() {
        if (known < 0) {
            known = transaction.countProducers(number(), now.minus(limits.producerMaxAge()));
            known += (int) last.keySet().stream().filter(id -> !isStored(id)).count();
        }
        return known < limits.maxProducers();
    }

    private boolean isStored(String producer) {
        ProducerState stored = producers.get(producer);
        return stored != null && !stored.isOlderThan(limits.producerMaxAge(), now);
    }

    @Override
    public EngineLimits limits() {
        return limits;
    }
}
