package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** An Open Liberty server beside the one that Arquillian manages, which a test can kill. */
final class LibertyNode implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Path HOME = Path.of(System.getProperty("wlp.home"));

    private final String name;
    private final URI uri;
    private final Process process;

    private LibertyNode(String name, int port, Process process) {
        this.name = name;
        this.uri = URI.create("http://localhost:" + port + "/node/");
        this.process = process;
    }

    /** Returns at once; {@link #awaitReady} waits. */
    static LibertyNode start(String name, int port, int databasePort, WebArchive application) {
        Path servers = HOME.resolve("usr/servers");
        Path server = servers.resolve(name);
        copy(servers.resolve("node/server.xml"), server);
        File war = server.resolve("apps/node.war").toFile();
        assertThat(war.getParentFile().isDirectory() || war.getParentFile().mkdirs())
                .isTrue();
        application.as(ZipExporter.class).exportTo(war, true);
        copyDerby(server.resolve("derby"));
        ProcessBuilder command = new ProcessBuilder(HOME.resolve("bin/server").toString(), "run", name, "--clean");
        command.environment().put("JAVA_HOME", System.getProperty("java.home"));
        command.environment().put("NODE_NAME", name);
        command.environment().put("NODE_PORT", String.valueOf(port));
        command.environment().put("DATABASE_PORT", String.valueOf(databasePort));
        command.redirectErrorStream(true)
                .redirectOutput(server.resolve("console.log").toFile());
        try {
            return new LibertyNode(name, port, command.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies the Derby client from the class path of the test. */
    private static void copyDerby(Path directory) {
        for (String entry : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator)) {
            Path jar = Path.of(entry);
            if (jar.getFileName().toString().matches("derby(client|shared|tools)-.*\\.jar")) {
                copy(jar, directory);
            }
        }
    }

    private static void copy(Path file, Path directory) {
        try {
            Files.createDirectories(directory);
            Files.copy(file, directory.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri() {
        return uri;
    }

    /** The content of its log. */
    String messages() {
        try {
            return Files.readString(HOME.resolve("usr/servers").resolve(name).resolve("logs/messages.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LibertyNode awaitReady() {
        await(name).atMost(PATIENCE).until(() -> {
            assertThat(process.isAlive()).as(name).isTrue();
            return responds();
        });
        return this;
    }

    private boolean responds() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) uri.resolve("control").toURL().openConnection();
            return connection.getResponseCode() == HttpURLConnection.HTTP_BAD_METHOD;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Kills the process, as {@code kill -9} does. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
