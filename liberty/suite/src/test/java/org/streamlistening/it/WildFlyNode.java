package org.streamlistening.it;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A WildFly server with a configuration of its own, beside the one that Arquillian manages. */
final class WildFlyNode implements AutoCloseable {

    private static final int OFFSET = 1500;
    private static final Path HOME = Path.of(System.getProperty("wildfly.home"));

    private final Path base;
    private final Process process;

    private WildFlyNode(Path base, Process process) {
        this.base = base;
        this.process = process;
    }

    /** @param configuration the name of a configuration that WildFly has */
    static WildFlyNode start(String configuration, WebArchive application) throws IOException {
        Path base = HOME.resolveSibling("wildfly-" + configuration.replace(".xml", ""));
        Files.createDirectories(base.resolve("deployments"));
        Files.createDirectories(base.resolve("configuration"));
        try (Stream<Path> files = Files.list(HOME.resolve("standalone/configuration"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.write(base.resolve("configuration").resolve(file.getFileName()), Files.readAllBytes(file));
            }
        }
        Files.deleteIfExists(base.resolve("log/server.log"));
        File war = base.resolve("deployments/node.war").toFile();
        application.as(ZipExporter.class).exportTo(war, true);
        ProcessBuilder command = new ProcessBuilder(
                HOME.resolve("bin/standalone.sh").toString(),
                "-c",
                configuration,
                "-Djboss.server.base.dir=" + base,
                "-Djboss.socket.binding.port-offset=" + OFFSET);
        command.environment().put("JAVA_HOME", System.getProperty("java.home"));
        command.redirectErrorStream(true)
                .redirectOutput(base.resolve("console.log").toFile());
        return new WildFlyNode(base, command.start());
    }

    WildFlyNode awaitReady() {
        await().atMost(Duration.ofMinutes(2)).until(() -> Files.exists(base.resolve("deployments/node.war.deployed")));
        return this;
    }

    URI uri() {
        return URI.create("http://localhost:" + (8080 + OFFSET) + "/node/");
    }

    URI management() {
        return URI.create("http://localhost:" + (9990 + OFFSET) + "/");
    }

    String messages() throws IOException {
        return Files.readString(base.resolve("log/server.log"));
    }

    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
