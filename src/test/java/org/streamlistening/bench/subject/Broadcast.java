package org.streamlistening.bench.subject;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.streamlistening.LiveMode;
import org.streamlistening.bench.Samples;

/**
 * Many followers at the end of one stream, or each at the end of a stream of its own: what it costs to open them, to
 * let them wait, and to bring one append to each.
 *
 * @param offset where they begin, {@code now} or the end
 * @param idle how long they are watched while they wait; zero: not at all
 * @param warmUps how often they are opened before, if they follow one stream; the first time is a figure
 */
record Broadcast(int followers, boolean oneStream, String offset, int appends, Duration idle, int warmUps)
        implements Workload {

    private static final int SETTLE_MILLIS = 150;

    /** How long the JVM has to compile what opening has used, before the followers are watched. */
    private static final int COMPILE_MILLIS = 3_000;

    @Override
    public void measure(Subject subject, Figures figures) throws Exception {
        Arrivals arrivals = new Arrivals();
        List<Receiver> receivers = new ArrayList<>();
        for (int i = 0; i < followers; i++) {
            receivers.add(new Receiver(arrivals, 1));
        }
        for (int i = 0; oneStream && i < warmUps; i++) {
            // The first openings run code that the JVM has not compiled.
            subject.prepare(followers);
            open(subject, receivers, i == 0 ? "first open" : "open", figures);
            subject.stop();
        }
        subject.prepare(followers);
        long heap = Usage.heapBytes();
        open(subject, receivers, "open", figures);
        if (!idle.isZero()) {
            idle(heap, figures);
        }
        append(subject, arrivals, figures);
        figures.put("threads", Usage.threads());
        figures.put("resident MB", Usage.residentMegabytes());
        arrivals.check();
    }

    private void open(Subject subject, List<Receiver> receivers, String name, Figures figures) throws Exception {
        double cpu = Usage.cpuMillis();
        long begin = System.nanoTime();
        for (int i = 0; i < followers; i++) {
            subject.follow(new Subject.Follow(stream(i), offset, LiveMode.LONG_POLL, receivers.get(i)));
        }
        subject.awaitLive();
        figures.put(name + " ms", (System.nanoTime() - begin) / 1e6);
        figures.put(name + " CPU ms", Usage.cpuMillis() - cpu);
    }

    private String stream(int number) {
        return oneStream ? "live/one" : "live/" + number;
    }

    private void idle(long heapBefore, Figures figures) throws Exception {
        figures.put("bytes per follower", (double) (Usage.heapBytes() - heapBefore) / followers);
        Thread.sleep(Math.min(COMPILE_MILLIS, idle.toMillis()));
        double cpu = Usage.cpuMillis();
        Thread.sleep(idle.toMillis());
        figures.put("idle CPU %", (Usage.cpuMillis() - cpu) / idle.toMillis() * 100);
        // Apart, since the probe itself takes more CPU time than the followers.
        figures.put("idle stall ms", StallProbe.watch(idle));
    }

    private void append(Subject subject, Arrivals arrivals, Figures figures) throws Exception {
        List<Double> millis = new ArrayList<>();
        List<Double> cpuMillis = new ArrayList<>();
        List<Double> taskMillis = new ArrayList<>();
        try (TaskProbe probe = TaskProbe.start(subject.executor())) {
            for (int i = 0; i < appends; i++) {
                // All readers wait again, and no work of the append before is left.
                subject.awaitLive();
                Thread.sleep(SETTLE_MILLIS);
                probe.takeMillis();
                arrivals.expect(followers);
                double cpu = Usage.cpuMillis();
                if (oneStream) {
                    subject.control().append(stream(0));
                } else {
                    subject.control().appendEach("live/", followers);
                }
                millis.add((arrivals.await() - arrivals.firstStamp()) / 1e6);
                cpuMillis.add(Usage.cpuMillis() - cpu);
                Thread.sleep(2);
                taskMillis.add(probe.takeMillis());
            }
        }
        figures.put("ms", warm(millis));
        figures.put("CPU ms", warm(cpuMillis));
        figures.put("task wait ms", warm(taskMillis));
    }

    /** The median of the second half. */
    private static double warm(List<Double> values) {
        return Samples.median(values.subList(values.size() / 2, values.size()));
    }
}
