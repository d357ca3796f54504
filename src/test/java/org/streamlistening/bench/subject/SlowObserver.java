package org.streamlistening.bench.subject;

import java.util.ArrayList;
import java.util.List;
import org.streamlistening.LiveMode;
import org.streamlistening.bench.Samples;
import org.streamlistening.bench.Token;

/** Many followers of one stream, without and then with a slow one among them: when do the others get a message? */
record SlowObserver(int followers, int messages, int micros, int slowMillis) implements Workload {

    private static final String STREAM = "live/one";

    @Override
    public void measure(Subject subject, Figures figures) throws Exception {
        Arrivals arrivals = new Arrivals();
        Slow slow = new Slow(arrivals);
        List<TimedReceiver> others = new ArrayList<>();
        subject.prepare(followers);
        subject.follow(follow(slow));
        for (int i = 1; i < followers; i++) {
            others.add(new TimedReceiver(arrivals, 1));
            subject.follow(follow(others.get(i - 1)));
        }
        subject.awaitLive();
        // The first ones warm up.
        p99(subject.control(), arrivals, others);
        double without = p99(subject.control(), arrivals, others);
        slow.millis = slowMillis;
        double with = p99(subject.control(), arrivals, others);
        figures.put("p99 ms without", without);
        figures.put("p99 ms with", with);
        figures.put("with / without", with / without);
    }

    private static Subject.Follow follow(Receiver receiver) {
        return new Subject.Follow(STREAM, "0000000001", LiveMode.LONG_POLL, receiver);
    }

    private double p99(Control control, Arrivals arrivals, List<TimedReceiver> others) throws Exception {
        arrivals.expect(followers * messages);
        control.pace(STREAM, messages, micros);
        arrivals.await();
        List<Double> millis = new ArrayList<>();
        others.forEach(other -> millis.addAll(other.takeMillis()));
        return Samples.percentile(millis, 0.99);
    }

    /** A receiver that takes its time. */
    private static final class Slow extends Receiver {

        private volatile long millis;

        private Slow(Arrivals arrivals) {
            super(arrivals, 1);
        }

        @Override
        void received(Token token) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            super.received(token);
        }
    }
}
