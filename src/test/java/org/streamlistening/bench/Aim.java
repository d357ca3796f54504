package org.streamlistening.bench;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * An upper limit for a figure of ours.
 *
 * @param peer the column of which the limit is a multiple; null: the limit is absolute
 */
record Aim(Contender.Column peer, double limit) {

    static Aim atMost(double limit) {
        return new Aim(null, limit);
    }

    static Aim times(double limit, Contender.Column peer) {
        return new Aim(peer, limit);
    }

    String text() {
        String number = String.format(Locale.ROOT, limit == Math.rint(limit) ? "%,.0f" : "%s", limit);
        return "≤ " + number + (peer == null ? "" : " × " + peer.title());
    }

    /** Whether a figure meets this aim; empty if the peer has no such figure. */
    Optional<Boolean> isMet(double ours, Function<Contender.Column, Optional<Double>> peers) {
        return peer == null ? Optional.of(ours <= limit) : peers.apply(peer).map(value -> ours <= limit * value);
    }
}
