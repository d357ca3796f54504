package org.streamlistening.support;

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

/** The official server suite of the protocol, which runs on Node. */
public final class OfficialSuite {

    /** The long-poll timeout that a server under test must have. */
    public static final Duration LONG_POLL_TIMEOUT = Duration.ofSeconds(3);

    private static final int TESTS = 332;

    private final Path folder;

    private OfficialSuite(Path folder) {
        this.folder = folder;
    }

    /**
     * Installs the suite in this folder. Skips the test where Node or npm is missing; with {@code CI=true} it fails.
     */
    public static OfficialSuite install(Path sources, Path folder) throws IOException, InterruptedException {
        requireNode();
        boolean installed = isInstalled(sources, folder);
        Files.createDirectories(folder);
        for (File source : sources.toFile().listFiles(File::isFile)) {
            Files.copy(source.toPath(), folder.resolve(source.getName()), StandardCopyOption.REPLACE_EXISTING);
        }
        OfficialSuite suite = new OfficialSuite(folder);
        if (!installed) {
            Process npm = suite.start(Map.of(), "install.log", "npm", "ci", "--no-audit", "--no-fund");
            assertThat(npm.waitFor(5, TimeUnit.MINUTES)).as("npm ci ended").isTrue();
            assertThat(npm.exitValue())
                    .as(() -> "npm ci, see " + folder.resolve("install.log"))
                    .isZero();
        }
        return suite;
    }

    private static void requireNode() {
        boolean there = isThere("node") && isThere("npm");
        String needed = "Node and npm are needed to run the official suite of the protocol";
        if (!Boolean.parseBoolean(System.getenv("CI"))) {
            assumeThat(there).as(needed).isTrue();
        }
        assertThat(there).as(needed).isTrue();
    }

    private static boolean isThere(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    private static boolean isInstalled(Path sources, Path folder) throws IOException {
        Path lock = folder.resolve("package-lock.json");
        return Files.exists(folder.resolve("node_modules/.package-lock.json"))
                && Files.exists(lock)
                && Files.mismatch(lock, sources.resolve("package-lock.json")) < 0;
    }

    /**
     * Runs all tests of the suite against a server and fails unless every one passes.
     *
     * @param name the name of the files with the result and the output
     */
    public void assertPasses(String name, URI server) {
        JsonObject result = run(name, server);
        assertThat(failures(result)).as("failures of " + name).isEmpty();
        assertThat(result.getInt("numPassedTests")).as("passed by " + name).isEqualTo(TESTS);
    }

    private JsonObject run(String name, URI server) {
        try {
            Path result = folder.resolve(name + ".json").toAbsolutePath();
            Files.deleteIfExists(result);
            Process vitest = start(
                    Map.of(
                            "SERVER_URL",
                            server.toString(),
                            "LONG_POLL_TIMEOUT_MS",
                            Long.toString(LONG_POLL_TIMEOUT.toMillis())),
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
            throw new IllegalStateException("the suite could not run, see " + folder.resolve(name + ".log"), failure);
        }
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

    private Process start(Map<String, String> environment, String log, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(log).toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }
}
