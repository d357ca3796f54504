package org.streamlistening.bench;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Starts the upstream and one program beside it, each in a process of its own, and returns the figures. */
final class Measurement {

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Path NODE_CLIENT = Path.of("target/bench/typescript-client");

    private final Path log;
    private final List<String> moreJvmOptions;

    /** @param moreJvmOptions for the measured program, such as those of a profiler */
    Measurement(Path log, List<String> moreJvmOptions) {
        this.log = log;
        this.moreJvmOptions = moreJvmOptions;
    }

    Map<String, Double> run(Row row, Contender contender, boolean smoke) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(program(row, contender, smoke));
        command.addAll(contender.arguments());
        command.addAll(row.workload(smoke));
        if (contender.program() == Contender.Program.SERVER_LOAD) {
            return measure(command);
        }
        List<String> upstream = new ArrayList<>(java("-Xmx600m", "-XX:+UseSerialGC"));
        upstream.add("org.streamlistening.bench.upstream.Upstream");
        try (ChildProcess server = ChildProcess.start(upstream, log, LIMIT)) {
            command.add("upstream=http://127.0.0.1:" + server.await("port") + "/");
            return measure(command);
        }
    }

    private Map<String, Double> measure(List<String> command) throws IOException, InterruptedException {
        try (ChildProcess program = ChildProcess.start(command, log, LIMIT)) {
            return figures(program.await("result"));
        }
    }

    private List<String> program(Row row, Contender contender, boolean smoke) {
        String main = contender.program().main();
        if (contender.program() == Contender.Program.NODE) {
            return List.of(
                    "node",
                    "--max-old-space-size=" + row.heapMegabytes(),
                    NODE_CLIENT.resolve(main).toString());
        }
        List<String> command = new ArrayList<>(java(
                "-Xms" + Math.min(256, row.heapMegabytes()) + "m",
                "-Xmx" + row.heapMegabytes() + "m",
                "-XX:+UseG1GC",
                "-Djava.util.logging.config.file=src/test/bench/logging.properties"));
        command.addAll(1, moreJvmOptions);
        if (smoke) {
            // Times do not count then, and processes are too short for the optimising compiler.
            command.add(1, "-XX:TieredStopAtLevel=1");
        }
        command.add(main);
        return command;
    }

    private static List<String> java(String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        return command;
    }

    private static Map<String, Double> figures(String line) {
        try (JsonReader reader = Json.createReader(new StringReader(line))) {
            JsonObject json = reader.readObject();
            Map<String, Double> figures = new LinkedHashMap<>();
            json.keySet()
                    .forEach(name -> figures.put(name, json.getJsonNumber(name).doubleValue()));
            return figures;
        }
    }
}
