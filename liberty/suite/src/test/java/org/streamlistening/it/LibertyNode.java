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
import java.util.List;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** An Open Liberty server beside the one that Arquillian manages, which a test can kill, freeze and stop. */
final class LibertyNode implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Path HOME = Path.of(System.getProperty("wlp.home"));
    private static final Path SERVERS = HOME.resolve("usr/servers");

    private final String name;
    private final int port;
    private final int databasePort;
    private final URI uri;
    private final Process process;

    private LibertyNode(String name, int port, int databasePort, Process process) {
        this.name = name;
        this.port = port;
        this.databasePort = databasePort;
        this.uri = URI.create("http://localhost:" + port + "/node/");
        this.process = process;
    }

    /**
     * Returns at once; {@link #awaitReady} waits.
     *
     * @param configuration the directory of its server.xml
     */
    static LibertyNode start(String configuration, String name, int port, int databasePort, WebArchive application) {
        Path server = SERVERS.resolve(name);
        copy(SERVERS.resolve(configuration).resolve("server.xml"), server);
        File war = server.resolve("apps/node.war").toFile();
        assertThat(war.getParentFile().isDirectory() || war.getParentFile().mkdirs())
                .isTrue();
        application.as(ZipExporter.class).exportTo(war, true);
        copyDrivers(server.resolve("drivers"));
        return new LibertyNode(name, port, databasePort, run(name, port, databasePort, "--clean"));
    }

    /** Starts this server, which has ended, again. Returns at once; {@link #awaitReady} waits. */
    LibertyNode restart() {
        return new LibertyNode(name, port, databasePort, run(name, port, databasePort));
    }

    private static Process run(String name, int port, int databasePort, String... options) {
        ProcessBuilder command = new ProcessBuilder(HOME.resolve("bin/server").toString(), "run", name);
        command.command().addAll(List.of(options));
        command.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // A short life: the thorough compiler would only compete with the start of the other node.
        command.environment().put("JVM_ARGS", "-XX:TieredStopAtLevel=1");
        command.environment().put("NODE_NAME", name);
        command.environment().put("NODE_PORT", String.valueOf(port));
        command.environment().put("DATABASE_PORT", String.valueOf(databasePort));
        command.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        SERVERS.resolve(name).resolve("console.log").toFile()));
        return start(command);
    }

    private static Process start(ProcessBuilder command) {
        try {
            return command.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies the drivers of databases from the class path of the test. */
    private static void copyDrivers(Path directory) {
        for (String entry : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator)) {
            Path jar = Path.of(entry);
            if (jar.getFileName().toString().matches("(derby(client|shared|tools)|postgresql)-.*\\.jar")) {
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
            return Files.readString(SERVERS.resolve(name).resolve("logs/messages.log"));
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

    /** The id of the JVM, which the script starts or becomes. */
    long pid() {
        return process.descendants()
                .reduce((parent, child) -> child)
                .orElse(process.toHandle())
                .pid();
    }

    /** Kills the process, as {@code kill -9} does. Returns the exit status. */
    int kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        return exitStatus(process);
    }

    /** Stops the server in an orderly way, and waits until its process has ended. */
    void stop() {
        ProcessBuilder command = new ProcessBuilder(HOME.resolve("bin/server").toString(), "stop", name);
        command.environment().put("JAVA_HOME", System.getProperty("java.home"));
        command.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        assertThat(exitStatus(start(command))).as("status of stop").isZero();
        exitStatus(process);
    }

    /** Asks the process to end, as {@code kill} does, and waits until it has. */
    void terminate() {
        ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroy);
        exitStatus(process);
    }

    /** Stops all threads of the process, until {@link #thaw}. */
    void freeze() {
        signal("-STOP");
    }

    void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        assertThat(exitStatus(start(new ProcessBuilder("kill", signal, String.valueOf(pid())).inheritIO())))
                .as(signal)
                .isZero();
    }

    private static int exitStatus(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
