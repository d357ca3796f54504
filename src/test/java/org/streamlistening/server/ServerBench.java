package org.streamlistening.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Compares this server and the reference server of the protocol, each with both of its stores, in one run on one
 * machine. All four servers run all the time. In each round, every server performs every task, one server after the
 * other. The benchmark prints the medians; the first rounds warm up and do not count: on a machine with other work, the
 * JVM compiles for longer than one round.
 *
 * <p>For appends there is a fifth server: the same container with a servlet that only reads each body. It shows the
 * limit that the container sets.
 *
 * <pre>bench [--rounds N] [--warm-up N] [--only TASK,TASK]</pre>
 */
final class ServerBench {

    private static final String LIMIT = "container alone";
    private static final Path NODE = Path.of("target/bench/node");

    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final Map<BenchTask, Map<String, List<Double>>> results = new EnumMap<>(BenchTask.class);

    private final int warmUp;

    private ServerBench(int warmUp) {
        this.warmUp = warmUp;
    }

    public static void main(String[] args) throws Exception {
        List<String> given = Arrays.asList(args);
        int rounds = number(given, "--rounds", 5);
        int warmUp = number(given, "--warm-up", 1);
        List<BenchTask> tasks = given.contains("--only")
                ? Arrays.stream(given.get(given.indexOf("--only") + 1).split(",", -1))
                        .map(BenchTask::valueOf)
                        .toList()
                : List.of(BenchTask.values());
        new ServerBench(warmUp).run(rounds, tasks);
    }

    private static int number(List<String> given, String name, int otherwise) {
        int at = given.indexOf(name);
        return at < 0 ? otherwise : Integer.parseInt(given.get(at + 1));
    }

    private void run(int rounds, List<BenchTask> tasks) throws Exception {
        Path stores = Files.createTempDirectory("bench");
        Path log = Path.of("target/bench/servers.log");
        Process referenceMemory = reference("reference, memory");
        Process referenceDisk = reference("reference, disk", stores.resolve("reference"));
        try (ServerProcess memory = ServerProcess.start(log, List.of());
                ServerProcess disk = ServerProcess.start(
                        log, List.of(), "--store", stores.resolve("ours").toString());
                ServerProcess limit = ServerProcess.start(log, List.of(), "--discard")) {
            ports.put("ours, memory", memory.port());
            ports.put("ours, disk", disk.port());
            ports.put(LIMIT, limit.port());
            for (int round = 0; round < warmUp + rounds; round++) {
                for (BenchTask task : tasks) {
                    measure(task, round);
                }
            }
            print(tasks);
        } finally {
            referenceMemory.destroyForcibly().waitFor();
            referenceDisk.destroyForcibly().waitFor();
        }
    }

    private Process reference(String name, Path... data) throws IOException {
        List<String> command = new ArrayList<>(List.of("node", "serve.mjs", "0", "20000"));
        Arrays.stream(data).map(Path::toString).forEach(command::add);
        Process process = new ProcessBuilder(command)
                .directory(NODE.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        while (line != null && !line.startsWith("http://")) {
            line = out.readLine();
        }
        ports.put(name, URI.create(Objects.requireNonNull(line)).getPort());
        return process;
    }

    private void measure(BenchTask task, int round) throws IOException {
        for (Map.Entry<String, Integer> server : ports.entrySet()) {
            if (server.getKey().equals(LIMIT) && !task.onlyAppends()) {
                continue;
            }
            String path = "/" + task.name().toLowerCase(Locale.ROOT) + "-round-" + round;
            double result = task.run(server.getValue(), path);
            if (round >= warmUp) {
                results.computeIfAbsent(task, any -> new LinkedHashMap<>())
                        .computeIfAbsent(server.getKey(), any -> new ArrayList<>())
                        .add(result);
            }
        }
    }

    private void print(List<BenchTask> tasks) {
        String format = "%-50s %12s %12s %8s %12s %12s %8s %8s %12s%n";
        System.out.printf(format, "", "reference", "ours", "ratio", "reference", "ours", "ratio", "ours", "container");
        System.out.printf(format, "", "memory", "memory", "", "disk", "disk", "", "d/m", "alone");
        for (BenchTask task : tasks) {
            double[] medians = List.of("reference, memory", "ours, memory", "reference, disk", "ours, disk").stream()
                    .mapToDouble(name -> median(results.get(task).get(name)))
                    .toArray();
            System.out.printf(
                    format,
                    task.title(),
                    number(medians[0]),
                    number(medians[1]),
                    ratio(medians[1] / medians[0]),
                    number(medians[2]),
                    number(medians[3]),
                    ratio(medians[3] / medians[2]),
                    ratio(medians[3] / medians[1]),
                    task.onlyAppends() ? number(median(results.get(task).get(LIMIT))) : "");
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
