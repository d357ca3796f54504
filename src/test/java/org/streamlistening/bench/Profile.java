package org.streamlistening.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Runs the first program of this library in one row under Java Flight Recorder, and prints where it spends CPU time and
 * what it allocates: by method, and by the method of this library on whose behalf that happens.
 *
 * <pre>profile ROW [VARIANT]</pre>
 */
final class Profile {

    private static final Path FOLDER = Path.of("target/bench");
    private static final int LINES = 25;
    private static final String OURS = "org.streamlistening.";
    private static final List<String> TESTS = List.of("org.streamlistening.bench.", "org.streamlistening.support.");

    private final Map<String, Long> hotMethods = new HashMap<>();
    private final Map<String, Long> hotMethodsOfOurs = new HashMap<>();
    private final Map<String, Long> allocatedTypes = new HashMap<>();
    private final Map<String, Long> allocatingMethodsOfOurs = new HashMap<>();

    private Profile() {}

    public static void main(String[] arguments) throws Exception {
        Row row = Options.of(arguments[0]).chosen(Rows.all()).get(0);
        Contender contender = row.ours().stream()
                .filter(ours -> arguments.length < 2 || ours.name().equals(arguments[1]))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such variant; there are "
                        + row.ours().stream().map(Contender::name).toList()));
        Files.createDirectories(FOLDER);
        Path recording = FOLDER.resolve(row.name() + ".jfr");
        Files.deleteIfExists(recording);
        Measurement measurement = new Measurement(
                FOLDER.resolve("processes.log"),
                List.of("-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + recording));
        System.out.println(row.name() + ", " + contender.name() + ": " + measurement.run(row, contender, false));
        Profile profile = new Profile();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                profile.add(file.readEvent());
            }
        }
        profile.print();
        System.out.println("\nThe recording is in " + recording + ".");
    }

    private void add(RecordedEvent event) {
        switch (event.getEventType().getName()) {
            case "jdk.ExecutionSample" -> {
                count(hotMethods, top(event), 1);
                count(hotMethodsOfOurs, ours(event), 1);
            }
            case "jdk.ObjectAllocationSample" -> {
                long bytes = event.getLong("weight");
                count(allocatedTypes, Optional.of(event.getClass("objectClass").getName()), bytes);
                count(allocatingMethodsOfOurs, ours(event), bytes);
            }
            default -> {}
        }
    }

    private static void count(Map<String, Long> counts, Optional<String> name, long weight) {
        counts.merge(name.orElse("(none)"), weight, Long::sum);
    }

    private static Optional<String> top(RecordedEvent event) {
        return frames(event).stream().findFirst().map(Profile::name);
    }

    /** The innermost method of this library, without that of the benchmark. */
    private static Optional<String> ours(RecordedEvent event) {
        return frames(event).stream()
                .filter(frame -> type(frame).startsWith(OURS) && TESTS.stream().noneMatch(type(frame)::startsWith))
                .findFirst()
                .map(Profile::name);
    }

    private static List<RecordedFrame> frames(RecordedEvent event) {
        return event.getStackTrace() == null ? List.of() : event.getStackTrace().getFrames();
    }

    private static String type(RecordedFrame frame) {
        return frame.getMethod().getType().getName();
    }

    private static String name(RecordedFrame frame) {
        return type(frame) + "." + frame.getMethod().getName() + ":" + frame.getLineNumber();
    }

    private void print() {
        print("CPU, by method", hotMethods);
        print("CPU, by method of this library", hotMethodsOfOurs);
        print("allocation, by type", allocatedTypes);
        print("allocation, by method of this library", allocatingMethodsOfOurs);
    }

    private static void print(String title, Map<String, Long> counts) {
        long all =
                Math.max(1, counts.values().stream().mapToLong(Long::longValue).sum());
        System.out.println("\n" + title);
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(LINES)
                .forEach(entry -> System.out.printf(
                        Locale.ROOT, "%5.1f %%  %s%n", 100.0 * entry.getValue() / all, entry.getKey()));
    }
}
