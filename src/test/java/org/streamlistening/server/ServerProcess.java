package org.streamlistening.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A running {@link MeasuredServer} that can be measured and killed. Its log goes to a file. */
public final class ServerProcess implements AutoCloseable {

    /** The resources of a server at one moment; bytes after a garbage collection. */
    record Figures(int threads, long heapBytes, long directBytes, int openFiles, long cpuMillis) {}

    private final Process process;
    private final BufferedReader out;
    private final String ready;

    private ServerProcess(Process process, String ready, BufferedReader out) {
        this.process = process;
        this.ready = ready;
        this.out = out;
    }

    /** Starts a server and waits until it is ready; the exception of a server that does not start names the log. */
    public static ServerProcess start(Path log, List<String> jvm, String... args) {
        Process process = launch(log, jvm, args);
        try {
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = out.readLine();
            // The JVM may print warnings before.
            while (line != null && !line.startsWith("ready at ")) {
                line = out.readLine();
            }
            if (line == null) {
                throw new IllegalStateException("the server did not start, see " + log);
            }
            return new ServerProcess(process, line.substring("ready at ".length()), out);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Starts the process without waiting for the server. */
    static Process launch(Path log, List<String> jvm, String... args) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(jvm);
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        command.addAll(List.of("-cp", classPath, MeasuredServer.class.getName()));
        command.addAll(Arrays.asList(args));
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public int port() {
        return URI.create(ready).getPort();
    }

    Figures figures() {
        try {
            process.getOutputStream().write("figures\n".getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            long[] figures = Arrays.stream(out.readLine().split(" ", -1))
                    .mapToLong(Long::parseLong)
                    .toArray();
            return new Figures((int) figures[0], figures[1], figures[2], (int) figures[3], figures[4]);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** As {@code kill -9}. */
    @Override
    public void close() {
        end(process.destroyForcibly());
    }

    static void end(Process process) {
        try {
            process.waitFor();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
