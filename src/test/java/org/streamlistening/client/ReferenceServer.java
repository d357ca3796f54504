package org.streamlistening.client;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The reference server of the protocol in a process of its own. It needs Node: without Node, tests are skipped unless
 * the environment variable {@code CI} is {@code true}.
 */
public final class ReferenceServer implements AutoCloseable {

    private static final Path SOURCE = Path.of("src/test/node/reference-server");
    private static final Path INSTALLED = Path.of("target/node");

    private final Process process;
    private final URI base;

    private ReferenceServer(Process process, URI base) {
        this.process = process;
        this.base = base;
    }

    /** On a free port, in memory. */
    public static ReferenceServer start() {
        return start(0, Duration.ofSeconds(2), null);
    }

    /** @param data where streams survive a restart; null: in memory */
    public static ReferenceServer start(int port, Duration longPoll, Path data) {
        requireNode();
        try {
            install();
            List<String> command = new ArrayList<>(List.of("node", "serve.mjs", "" + port, "" + longPoll.toMillis()));
            if (data != null) {
                command.add(data.toAbsolutePath().toString());
            }
            Process process = new ProcessBuilder(command)
                    .directory(INSTALLED.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = out.readLine();
            while (line != null && !line.startsWith("http://")) {
                line = out.readLine();
            }
            if (line == null) {
                throw new IOException("the reference server did not start");
            }
            return new ReferenceServer(process, URI.create(line + "/"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireNode() {
        boolean found = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "node")));
        if (!found && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("Node is missing, and CI=true says that these tests must run");
        }
        Assumptions.assumeTrue(found, "Node is missing: the tests against the reference server are skipped");
    }

    /** Once per build, also if several processes want it at the same time. */
    private static void install() throws IOException {
        Files.createDirectories(INSTALLED);
        try (RandomAccessFile file =
                        new RandomAccessFile(INSTALLED.resolve(".lock").toFile(), "rw");
                FileLock lock = file.getChannel().lock()) {
            boolean same = lock.isValid()
                    && Files.exists(INSTALLED.resolve("node_modules"))
                    && Files.mismatch(SOURCE.resolve("package-lock.json"), INSTALLED.resolve("package-lock.json")) < 0;
            Files.copy(
                    SOURCE.resolve("serve.mjs"), INSTALLED.resolve("serve.mjs"), StandardCopyOption.REPLACE_EXISTING);
            if (same) {
                return;
            }
            Files.copy(
                    SOURCE.resolve("package.json"),
                    INSTALLED.resolve("package.json"),
                    StandardCopyOption.REPLACE_EXISTING);
            Path wanted = INSTALLED.resolve("package-lock.json");
            Files.copy(SOURCE.resolve("package-lock.json"), wanted, StandardCopyOption.REPLACE_EXISTING);
            Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
                    .directory(INSTALLED.toFile())
                    .inheritIO()
                    .redirectInput(ProcessBuilder.Redirect.PIPE)
                    .start();
            if (!npm.waitFor(5, TimeUnit.MINUTES) || npm.exitValue() != 0) {
                npm.destroyForcibly();
                Files.delete(wanted);
                throw new IOException("npm ci failed in " + INSTALLED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    public URI base() {
        return base;
    }

    /** Lets the next requests to a stream fail: {@code {"path":"/id","status":503,...}}. */
    public void fault(String json) {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/_test/inject-error"))
                .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"')))
                .build();
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(response.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Kills the process, as a crash would. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
