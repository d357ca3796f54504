package org.streamlistening.internal.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.server.Retention;
import org.streamlistening.server.ServerOptions;
import org.streamlistening.server.StreamAccess;

class ServerConfigurationTest {

    private static final String PREFIX = "durable-streams.embedded.";

    @Test
    void hasTheDefaultsIfNothingIsSet() {
        ServerConfiguration configuration = configuration(Map.of());
        assertThat(configuration.isEnabled()).isFalse();
        assertThat(configuration.path()).isEqualTo("/streams");
        assertThat(configuration.options()).isEqualTo(ServerOptions.defaults());
    }

    @Test
    void readsEveryOptionFromItsKey(@TempDir Path directory) {
        Map<String, String> values = Map.ofEntries(
                Map.entry(PREFIX + "store", directory.toString()),
                Map.entry(PREFIX + "access", "read"),
                Map.entry(PREFIX + "cors-origins", "https://a.example, http://localhost:3000"),
                Map.entry(PREFIX + "long-poll-timeout", "20s"),
                Map.entry(PREFIX + "sse-duration", "2m"),
                Map.entry(PREFIX + "max-body-bytes", "1"),
                Map.entry(PREFIX + "max-page-bytes", "1073741824"),
                Map.entry(PREFIX + "max-streams", "3"),
                Map.entry(PREFIX + "max-fork-depth", "5"),
                Map.entry(PREFIX + "producers.max-age", "2d"),
                Map.entry(PREFIX + "producers.max-per-stream", "6"),
                Map.entry(PREFIX + "max-readers", "4"),
                Map.entry(PREFIX + "retention.max-age", "7d"),
                Map.entry(PREFIX + "retention.max-messages", "1000"),
                Map.entry(PREFIX + "retention.max-bytes", "5000000000"));
        assertThat(configuration(values).options())
                .isEqualTo(new ServerOptions(
                        Optional.of(directory),
                        Optional.empty(),
                        StreamAccess.readOnly(),
                        Set.of("https://a.example", "http://localhost:3000"),
                        Duration.ofSeconds(20),
                        Duration.ofMinutes(2),
                        1,
                        1 << 30,
                        3,
                        5,
                        Duration.ofDays(2),
                        6,
                        4,
                        new Retention(
                                Optional.of(Duration.ofDays(7)),
                                OptionalLong.of(1000),
                                OptionalLong.of(5_000_000_000L))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    path                   | streams
                    path                   | /a//b
                    path                   | /a/*
                    store                  | streams
                    access                 | write
                    cors-origins           | https://a.example/
                    cors-origins           | https://a.example,
                    cors-origins           | a.example
                    long-poll-timeout      | 0s
                    long-poll-timeout      | 30
                    sse-duration           | -PT1S
                    max-body-bytes         | 0
                    max-body-bytes         | 1073741825
                    max-body-bytes         | 16M
                    max-page-bytes         | 99999999999
                    max-streams            | 2147483648
                    max-fork-depth         | 0
                    producers.max-age      | 0s
                    max-readers            | -1
                    retention.max-age      | 0d
                    retention.max-messages | 0
                    retention.max-bytes    | 9999999999999999999
                    """)
    void namesTheKeyOfAnInvalidValue(String key, String value) {
        assertThat(problems(PREFIX + key, value))
                .singleElement()
                .satisfies(
                        problem -> assertThat(problem).startsWith(PREFIX + key + " is '" + value + "', but must be "));
    }

    @Test
    void needsADirectoryForTheStore(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(problems(PREFIX + "store", file.toString()))
                .containsExactly(PREFIX + "store is '" + file
                        + "', but must be the absolute path of a directory, which need not be there yet");
        assertThat(problems(PREFIX + "store", directory.resolve("not there").toString()))
                .isEmpty();
    }

    @Test
    void ignoresInvalidValuesWhileTheServerIsOff() {
        Configuration off = Configuration.of(Map.of(PREFIX + "max-streams", "many"));
        assertThat(new ServerConfiguration(off).problems()).isEmpty();
    }

    private static List<String> problems(String key, String value) {
        return configuration(Map.of(PREFIX + "enabled", "true", key, value)).problems();
    }

    private static ServerConfiguration configuration(Map<String, String> values) {
        return new ServerConfiguration(Configuration.of(values));
    }
}
