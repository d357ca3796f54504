package org.streamlistening.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openqa.selenium.chrome.ChromeDriver;

/** The accessibility engine axe-core, which npm installs. Rules: WCAG 2.2 A and AA, and good practice. */
final class Axe {

    private static final Path SOURCES = Path.of("..", "..", "src", "test", "node", "accessibility");
    private static final Path FOLDER = Path.of("target", "node");

    private final String engine;

    private Axe(String engine) {
        this.engine = engine;
    }

    /** Skips the test where Node or npm is missing; with {@code CI=true} it fails. */
    static Axe install() throws IOException, InterruptedException {
        boolean there = isThere("node") && isThere("npm");
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as("Node and npm").isTrue();
        }
        assumeTrue(there, "skipped: no Node and npm");
        Path engine = FOLDER.resolve("node_modules/axe-core/axe.min.js");
        if (!Files.exists(engine) || !sameLock()) {
            Files.createDirectories(FOLDER);
            for (String file : List.of("package.json", "package-lock.json")) {
                Files.copy(SOURCES.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            File log = FOLDER.resolve("install.log").toFile();
            Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .start();
            assertThat(npm.waitFor(5, TimeUnit.MINUTES)).as("npm ci ended").isTrue();
            assertThat(npm.exitValue()).as("npm ci, see " + log).isZero();
        }
        return new Axe(Files.readString(engine));
    }

    private static boolean sameLock() throws IOException {
        Path lock = FOLDER.resolve("package-lock.json");
        return Files.exists(lock) && Files.mismatch(lock, SOURCES.resolve("package-lock.json")) < 0;
    }

    private static boolean isThere(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /** Checks the page in its current state. */
    void check(ChromeDriver driver, String state) {
        driver.executeScript(engine);
        Object violations = driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, { resultTypes: ["violations"] }).then(
                  ({ violations }) => done(violations.map(({ id, impact, help, nodes }) =>
                    `${id} (${impact}): ${help}: ${nodes.map(({ html }) => html).join(" | ")}`)),
                  (error) => done([String(error)]));
                """);
        assertThat((List<?>) violations).as(state).isEmpty();
    }
}
