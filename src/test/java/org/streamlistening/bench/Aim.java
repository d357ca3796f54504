package org.streamlistening.bench;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A limit for a figure of ours.
 *
 * @param peer the column of which the limit is a multiple; null: the limit is absolute
 * @param atLeast whether the figure is a rate, which must not be lower; else it must not be higher
 */
record Aim(Contender.Column peer, double limit, boolean atLeast) {

    static Aim atMost(double limit) {
        return new Aim(null, limit, false);
    }

    static Aim times(double limit, Contender.Column peer) {
        return new Aim(peer, limit, false);
    }

    static Aim atLeastTimes(double limit, Contender.Column peer) {
        return new Aim(peer, limit, true);
    }

    String text() {
        String number = String.format(Locale.ROOT, limit == Math.rint(limit) ? "%,.0f" : "%s", limit);
        return (atLeast ? "≥ " : "≤ ") + number + (peer == null ? "" : " × " + peer.title());
    }

    /** Whether a figure meets this aim; empty if the peer has no such figure. */
    Optional<Boolean> isMet(double ours, Function<Contender.Column, Optional<Double>> peers) {
        Optional<Double> base = peer == null ? Optional.of(1.0) : peers.apply(peer);
        return base.map(value -> atLeast ? ours >= limit * value : ours <= limit * value);
    }
}
