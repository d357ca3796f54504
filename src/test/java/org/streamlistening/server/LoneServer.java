package org.streamlistening.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The server in a process of its own, without an application: every caller has access, every path is a stream. */
public final class LoneServer implements AutoCloseable {

    private static final String READY = "ready at ";

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final URI uri;

    /** @param before the command that starts the server, if any */
    public LoneServer(Path store, String... before) {
        List<String> command = new ArrayList<>(List.of(before));
        command.addAll(List.of("src/test/conformance/server", "--port", "0", "--store", store.toString()));
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            String line = out.readLine();
            while (line != null && !line.startsWith(READY)) {
                lines.add(line);
                line = out.readLine();
            }
            uri = line == null ? URI.create("") : URI.create(line.substring(READY.length()));
            Thread reader = new Thread(() -> out.lines().forEach(lines::add), "what the server says");
            reader.setDaemon(true);
            reader.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Whether it is ready; if not, it has printed the reason and ended. */
    public boolean isReady() {
        return !uri.getPath().isEmpty();
    }

    public Http http() {
        return new Http(uri::resolve);
    }

    public long pid() {
        return process.pid();
    }

    /** Its output, without the line that reports that it is ready. */
    public List<String> lines() {
        return lines;
    }

    /** Without any warning, as {@code kill -9}. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
