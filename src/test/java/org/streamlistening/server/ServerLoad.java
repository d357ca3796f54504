package org.streamlistening.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.streamlistening.bench.subject.Arguments;
import org.streamlistening.bench.subject.Figures;

/**
 * The load of the benchmark for one server, which runs in a process of its own: performs each task to warm up and
 * then to be measured, and prints {@code result} with the rates as a line of JSON.
 *
 * <pre>server=ours|reference|container store=memory|disk millis=1000 percent=100 warm-ups=3</pre>
 */
final class ServerLoad {

    private static final Path NODE = Path.of("target/bench/reference-server");
    private static final Path LOG = Path.of("target/bench/processes.log");

    private ServerLoad() {}

    public static void main(String[] arguments) throws Exception {
        Arguments given = Arguments.of(arguments);
        Path store = Files.createTempDirectory("bench");
        boolean disk = given.text("store").equals("disk");
        Figures figures = new Figures();
        switch (given.text("server")) {
            case "ours" -> measureOurs(given, figures, disk ? List.of("--store", store.toString()) : List.of());
            case "container" -> measureOurs(given, figures, List.of("--discard"));
            case "reference" -> measureReference(given, figures, disk ? List.of(store.toString()) : List.of());
            default -> throw new IllegalArgumentException(given.text("server"));
        }
        delete(store);
        System.out.println("result " + figures.json());
        System.exit(0);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void measureOurs(Arguments given, Figures figures, List<String> options) throws IOException {
        try (ServerProcess server = ServerProcess.start(LOG, List.of("-Xmx1g"), options.toArray(String[]::new))) {
            measure(server.port(), given, figures);
        }
    }

    private static void measureReference(Arguments given, Figures figures, List<String> data)
            throws IOException, InterruptedException {
        Process server = reference(data);
        try {
            measure(port(server), given, figures);
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    private static void measure(int port, Arguments given, Figures figures) throws IOException {
        ServerTask.Scale scale =
                new ServerTask.Scale(Duration.ofMillis(given.number("millis")), given.number("percent"));
        List<ServerTask> tasks = Arrays.stream(ServerTask.values())
                .filter(task -> task.onlyAppends() || !given.text("server").equals("container"))
                .toList();
        for (ServerTask task : tasks) {
            // A JVM compiles for about 15 seconds of appends, and takes half of the CPU for it.
            for (int i = 0; i < (task.onlyAppends() ? given.number("warm-ups") : 1); i++) {
                String path = "/warm-up-" + i + task;
                task.run(port, path, scale);
                ServerTask.delete(port, path);
            }
            figures.put(task.title(), task.run(port, "/measured-" + task, scale));
        }
    }

    private static Process reference(List<String> data) throws IOException {
        List<String> command = new ArrayList<>(List.of("node", "serve.mjs", "0", "20000"));
        command.addAll(data);
        return new ProcessBuilder(command)
                .directory(NODE.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(LOG.toFile()))
                .start();
    }

    private static int port(Process server) throws IOException {
        BufferedReader out = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        while (line != null && !line.startsWith("http://")) {
            line = out.readLine();
        }
        if (line == null) {
            throw new IOException("the reference server did not start, see the end of " + LOG);
        }
        return URI.create(line).getPort();
    }
}
