package org.streamlistening.internal.engine.state;

import java.time.Duration;
import java.time.Instant;

/**
 * What a stream knows of a producer.
 *
 * @param step the last request of it that was accepted
 * @param at when
 */
public record ProducerState(ProducerRequest step, Instant at) {

    /** Of an earlier version, which did not note when: it counts as of the start of the server that reads it. */
    public static final Instant UNDATED = Instant.MAX;

    /** This, accepted now at the latest. */
    public ProducerState notAfter(Instant now) {
        return at.isAfter(now) ? new ProducerState(step, now) : this;
    }

    public boolean isOlderThan(Duration age, Instant now) {
        return Duration.between(at, now).compareTo(age) >= 0;
    }
}
