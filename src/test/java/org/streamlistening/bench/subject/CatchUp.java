package org.streamlistening.bench.subject;

import java.util.ArrayList;
import java.util.List;
import org.streamlistening.LiveMode;
import org.streamlistening.bench.Samples;

/** Reads a stored stream several times: the first run of the process by itself, and the median of the second half. */
record CatchUp(int count, int bytes, int runs) implements Workload {

    /** One reading of the whole stream. */
    private record Run(double millis, double cpuMillis, double allocatedBytes) {}

    @Override
    public void measure(Subject subject, Figures figures) throws Exception {
        List<Run> warm = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            Run run = read(subject);
            if (i == 0) {
                figures.put("first ms", run.millis());
                figures.put("first CPU ms", run.cpuMillis());
            }
            if (i >= runs / 2) {
                warm.add(run);
            }
        }
        figures.put("ms", Samples.median(warm.stream().map(Run::millis).toList()));
        figures.put("CPU ms", Samples.median(warm.stream().map(Run::cpuMillis).toList()));
        figures.put(
                "allocated MB",
                Samples.median(warm.stream().map(Run::allocatedBytes).toList()) / (1 << 20));
    }

    private Run read(Subject subject) throws Exception {
        Arrivals arrivals = new Arrivals();
        arrivals.expect(count);
        subject.prepare(1);
        double cpu = Usage.cpuMillis();
        long allocated = Usage.allocatedBytes();
        long begin = System.nanoTime();
        subject.follow(new Subject.Follow(
                "stored/" + count + "x" + bytes, "-1", LiveMode.LONG_POLL, new Receiver(arrivals, 0)));
        long end = arrivals.await();
        Run run = new Run((end - begin) / 1e6, Usage.cpuMillis() - cpu, (double) Usage.allocatedBytes() - allocated);
        subject.awaitLive();
        arrivals.check();
        subject.stop();
        return run;
    }
}
