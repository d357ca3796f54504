package org.streamlistening.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The official suite of the protocol, which is written for Node, against both stores. */
class OfficialSuiteTest {

    private static final int TESTS = 332;
    private static final Duration LONG_POLL_TIMEOUT = Duration.ofSeconds(3);
    private static final Path SOURCES = Path.of("src/test/node/server-suite");
    private static final Path SUITE = Path.of("target/server-suite");

    @BeforeAll
    static void install() throws Exception {
        boolean there = isThere("node") && isThere("npm");
        if (!Boolean.parseBoolean(System.getenv("CI"))) {
            assumeThat(there)
                    .as("Node and npm are needed to run the official suite of the protocol")
                    .isTrue();
        }
        assertThat(there)
                .as("Node and npm are needed to run the official suite")
                .isTrue();
        boolean installed = isInstalled();
        copySources();
        if (!installed) {
            Process npm = start(Map.of(), "install.log", "npm", "ci", "--no-audit", "--no-fund");
            assertThat(npm.waitFor(5, TimeUnit.MINUTES)).as("npm ci ended").isTrue();
            assertThat(npm.exitValue())
                    .as(() -> "npm ci, see " + SUITE.resolve("install.log"))
                    .isZero();
        }
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void passesWithEitherStore(@TempDir Path directory) throws Exception {
        ServerOptions.Builder options = ServerOptions.builder()
                .access(StreamAccess.everything())
                .corsOrigins(Set.of("*"))
                .longPollTimeout(LONG_POLL_TIMEOUT);
        try (JettyServer memory = JettyServer.start(options.build());
                JettyServer disk = JettyServer.start(options.store(directory).build())) {
            // A suite mostly waits; therefore both run at the same time.
            CompletableFuture<JsonObject> onDisk = CompletableFuture.supplyAsync(() -> run("disk", disk));
            assertPassed("memory", run("memory", memory));
            assertPassed("disk", onDisk.join());
        }
    }

    private static void assertPassed(String store, JsonObject result) {
        assertThat(failures(result)).as("failures with the store " + store).isEmpty();
        assertThat(result.getInt("numPassedTests"))
                .as("passed with the store " + store)
                .isEqualTo(TESTS);
    }

    private static List<String> failures(JsonObject result) {
        List<String> failures = new ArrayList<>();
        for (JsonObject file : result.getJsonArray("testResults").getValuesAs(JsonObject.class)) {
            for (JsonObject test : file.getJsonArray("assertionResults").getValuesAs(JsonObject.class)) {
                if (test.getString("status").equals("failed")) {
                    failures.add(test.getString("fullName") + ": "
                            + test.getJsonArray("failureMessages").getValuesAs(JsonString::getString));
                }
            }
        }
        return failures;
    }

    private static JsonObject run(String name, JettyServer server) {
        try {
            Path result = SUITE.resolve(name + ".json").toAbsolutePath();
            Files.deleteIfExists(result);
            String url = server.uri("").toString();
            Process vitest = start(
                    Map.of("SERVER_URL", url, "LONG_POLL_TIMEOUT_MS", Long.toString(LONG_POLL_TIMEOUT.toMillis())),
                    name + ".log",
                    "node",
                    "node_modules/vitest/vitest.mjs",
                    "run",
                    "--reporter=json",
                    "--outputFile=" + result);
            assertThat(vitest.waitFor(8, TimeUnit.MINUTES))
                    .as("the suite ended")
                    .isTrue();
            try (JsonReader reader = Json.createReader(Files.newInputStream(result))) {
                return reader.readObject();
            }
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException("the suite could not run, see " + SUITE.resolve(name + ".log"), failure);
        }
    }

    private static boolean isInstalled() throws IOException {
        Path lock = SUITE.resolve("package-lock.json");
        return Files.exists(SUITE.resolve("node_modules/.package-lock.json"))
                && Files.exists(lock)
                && Files.mismatch(lock, SOURCES.resolve("package-lock.json")) < 0;
    }

    private static void copySources() throws IOException {
        Files.createDirectories(SUITE);
        for (File source : SOURCES.toFile().listFiles(File::isFile)) {
            Files.write(SUITE.resolve(source.getName()), Files.readAllBytes(source.toPath()));
        }
    }

    private static Process start(Map<String, String> environment, String log, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(SUITE.toFile())
                .redirectErrorStream(true)
                .redirectOutput(SUITE.resolve(log).toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static boolean isThere(String program) {
        String path = System.getenv("PATH");
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
