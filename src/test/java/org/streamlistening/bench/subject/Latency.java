package org.streamlistening.bench.subject;

import java.util.List;
import java.util.Locale;
import org.streamlistening.LiveMode;
import org.streamlistening.bench.Samples;

/** One follower of a stream to which messages are appended at an interval: how long each takes to arrive. */
record Latency(String live, int count, int warmUps, int micros) implements Workload {

    private static final String STREAM = "live/one";

    @Override
    public void measure(Subject subject, Figures figures) throws Exception {
        Arrivals arrivals = new Arrivals();
        TimedReceiver receiver = new TimedReceiver(arrivals, 1);
        subject.prepare(1);
        LiveMode mode = LiveMode.valueOf(live.toUpperCase(Locale.ROOT).replace('-', '_'));
        subject.follow(new Subject.Follow(STREAM, "0000000001", mode, receiver));
        subject.awaitLive();
        for (int i = 0; i < warmUps; i++) {
            append(subject.control(), arrivals);
        }
        receiver.takeMillis();
        double cpu = Usage.cpuMillis();
        append(subject.control(), arrivals);
        figures.put("CPU ms", Usage.cpuMillis() - cpu);
        List<Double> millis = receiver.takeMillis();
        figures.put("p50 ms", Samples.percentile(millis, 0.5));
        figures.put("p99 ms", Samples.percentile(millis, 0.99));
    }

    private void append(Control control, Arrivals arrivals) throws Exception {
        arrivals.expect(count);
        control.pace(STREAM, count, micros);
        arrivals.await();
    }
}
