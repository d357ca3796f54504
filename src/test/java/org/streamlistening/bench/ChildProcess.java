package org.streamlistening.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process that prints its results as lines. It ends when this object is closed, or when its time is up. */
final class ChildProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader out;
    private final Path log;

    private ChildProcess(Process process, Path log) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.log = log;
    }

    /** @param log receives what it writes to its standard error */
    static ChildProcess start(List<String> command, Path log, Duration limit) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS)
                .execute(process::destroyForcibly);
        return new ChildProcess(process, log);
    }

    /** The rest of the next line that begins with this word. @throws IOException if the process ends before */
    String await(String word) throws IOException {
        String line = out.readLine();
        while (line != null && !line.startsWith(word + " ")) {
            line = out.readLine();
        }
        if (line == null) {
            throw new IOException("no result, see the end of " + log);
        }
        return line.substring(word.length() + 1);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
