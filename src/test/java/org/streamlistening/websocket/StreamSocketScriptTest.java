package org.streamlistening.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs the tests of {@code stream-socket.js}, which are written in JavaScript and need Node. */
class StreamSocketScriptTest {

    private static final Path TESTS = Path.of("src/test/node/stream-socket/stream-socket.test.mjs");
    private static final Path SCRIPT = Path.of("target/classes/META-INF/resources/streamlistening/stream-socket.js");

    @Test
    void passesItsTests() throws Exception {
        requireNode();
        ProcessBuilder builder = new ProcessBuilder("node", "--test", TESTS.toString()).redirectErrorStream(true);
        builder.environment().put("STREAM_SOCKET_JS", SCRIPT.toAbsolutePath().toString());
        Process node = builder.start();
        String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(node.exitValue()).as(output).isZero();
        assertThat(output).containsPattern("# pass [1-9]").contains("# fail 0");
    }

    private static void requireNode() {
        boolean there = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "node")));
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as("Node, which runs the tests of the script").isTrue();
        }
        assumeThat(there).as("Node is needed to run the tests of the script").isTrue();
    }
}
