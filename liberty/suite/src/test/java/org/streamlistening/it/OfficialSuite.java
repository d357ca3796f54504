package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The official suite of the protocol, which is written for Node, in the folder where the library's own tests have it. */
final class OfficialSuite {

    private static final Path SOURCES = Path.of(System.getProperty("suite.sources"));
    private static final Path SUITE = Path.of(System.getProperty("suite.folder"));

    private OfficialSuite() {}

    static void install() throws IOException, InterruptedException {
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
        Files.createDirectories(SUITE);
        for (File source : SOURCES.toFile().listFiles(File::isFile)) {
            Files.copy(source.toPath(), SUITE.resolve(source.getName()), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!installed) {
            Process npm = start(Map.of(), "install.log", "npm", "ci", "--no-audit", "--no-fund");
            assertThat(npm.waitFor(5, TimeUnit.MINUTES)).as("npm ci ended").isTrue();
            assertThat(npm.exitValue())
                    .as(() -> "npm ci, see " + SUITE.resolve("install.log"))
                    .isZero();
        }
    }

    private static boolean isInstalled() throws IOException {
        Path lock = SUITE.resolve("package-lock.json");
        return Files.exists(SUITE.resolve("node_modules/.package-lock.json"))
                && Files.exists(lock)
                && Files.mismatch(lock, SOURCES.resolve("package-lock.json")) < 0;
    }

    /** Runs all of it. The name is that of the files with the result and with what it printed. */
    static JsonObject run(String name, URI server, Duration longPollTimeout) throws IOException, InterruptedException {
        Path result = SUITE.resolve(name + ".json").toAbsolutePath();
        Files.deleteIfExists(result);
        Process vitest = start(
                Map.of(
                        "SERVER_URL",
                        server.toString(),
                        "LONG_POLL_TIMEOUT_MS",
                        Long.toString(longPollTimeout.toMillis())),
                name + ".log",
                "node",
                "node_modules/vitest/vitest.mjs",
                "run",
                "--reporter=json",
                "--outputFile=" + result);
        assertThat(vitest.waitFor(8, TimeUnit.MINUTES)).as("the suite ended").isTrue();
        try (JsonReader reader = Json.createReader(Files.newInputStream(result))) {
            return reader.readObject();
        }
    }

    static List<String> failures(JsonObject result) {
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

    private static Process start(Map<String, String> environment, String log, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(SUITE.toFile())
                .redirectErrorStream(true)
                .redirectOutput(SUITE.resolve(log).toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static boolean isThere(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
