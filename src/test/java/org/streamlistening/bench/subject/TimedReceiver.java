package org.streamlistening.bench.subject;

import java.util.ArrayList;
import java.util.List;
import org.streamlistening.bench.Token;

/** A receiver that notes how long each message took to arrive. */
final class TimedReceiver extends Receiver {

    private final List<Double> millis = new ArrayList<>();

    TimedReceiver(Arrivals arrivals, int next) {
        super(arrivals, next);
    }

    @Override
    void received(Token token) {
        millis.add((System.nanoTime() - token.stamp()) / 1e6);
        super.received(token);
    }

    /** Valid after {@link Arrivals#await}. */
    List<Double> takeMillis() {
        List<Double> taken = List.copyOf(millis);
        millis.clear();
        return taken;
    }
}
