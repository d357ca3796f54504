package org.streamlistening.bench.subject;

import org.streamlistening.bench.Token;

/** Receives the messages of one stream, and checks their order. For one thread at a time. */
class Receiver {

    private final Arrivals arrivals;
    private int next;

    /** @param next the index of the first message */
    Receiver(Arrivals arrivals, int next) {
        this.arrivals = arrivals;
        this.next = next;
    }

    void received(Token token) {
        if (token.index() != next) {
            arrivals.wrong("message " + token.index() + " in place of " + next);
        }
        next = token.index() + 1;
        arrivals.arrived(token.stamp());
    }
}
