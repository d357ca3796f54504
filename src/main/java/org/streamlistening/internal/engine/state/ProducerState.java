package org.streamlistening.internal.engine.state;

import java.time.Duration;
import java.time.Instant;

/**
 * The last accepted request of a producer.
 *
 * @param request the identity of the request
 * @param at the time of its acceptance
 */
public record ProducerState(ProducerRequest request, Instant at) {

    /** The time of a request that an earlier version stored without one. It counts from the start of the server. */
    public static final Instant UNDATED = Instant.MAX;

    /** The same, with an acceptance in the future moved to now. */
    public ProducerState notAfter(Instant now) {
        return at.isAfter(now) ? new ProducerState(request, now) : this;
    }

    public boolean isOlderThan(Duration age, Instant now) {
        return Duration.between(at, now).compareTo(age) >= 0;
    }
}
