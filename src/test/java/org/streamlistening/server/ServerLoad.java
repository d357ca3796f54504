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
import java.util.List;
import org.streamlistening.bench.subject.Arguments;
import org.streamlistening.bench.subject.Figures;

/**
 * The load of the benchmark for one server, which runs in a process of its own: performs all tasks to warm up, then
 * all again, and prints {@code result} with the rates as a line of JSON.
 *
 * <pre>server=ours|reference store=memory|disk millis=1000 percent=100</pre>
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
        if (given.text("server").equals("ours")) {
            String[] options = disk ? new String[] {"--store", store.toString()} : new String[0];
            try (ServerProcess server = ServerProcess.start(LOG, List.of("-Xmx1g"), options)) {
                measure(server.port(), given, figures);
            }
        } else {
            Process server = reference(disk ? List.of(store.toString()) : List.of());
            try {
                measure(port(server), given, figures);
            } finally {
                server.destroyForcibly().waitFor();
            }
        }
        System.out.println("result " + figures.json());
        System.exit(0);
    }

    private static void measure(int port, Arguments given, Figures figures) throws IOException {
        ServerTask.Scale scale =
                new ServerTask.Scale(Duration.ofMillis(given.number("millis")), given.number("percent"));
        for (ServerTask task : ServerTask.values()) {
            task.run(port, "/warm-up-" + task, scale);
        }
        for (ServerTask task : ServerTask.values()) {
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
        BufferedReader out =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
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
