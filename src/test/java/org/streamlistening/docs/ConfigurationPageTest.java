package org.streamlistening.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** configuration.md has a row for each key that the code reads, and for no other one. */
class ConfigurationPageTest {

    private static final Page PAGE = Page.of(Path.of("src/docs/configuration.md"));
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(durable-streams\\.[a-zA-Z.-]+)` \\|");
    private static final Pattern LITERAL = Pattern.compile("\"(durable-streams(?:\\.[a-z]+(?:-[a-z]+)*)+)\"");
    private static final Pattern EMBEDDED = Pattern.compile("(?:PREFIX \\+ |atLeastOne\\()\"([a-z.-]+)\"");
    private static final Pattern OF_LISTENER = Pattern.compile("\\bprefix \\+ \"([a-z-]+)\"");
    private static final Pattern OF_CONSUMER = Pattern.compile("\\bkeys \\+ \"([a-z-]+)\"");
    private static final String LISTENER = "durable-streams.listener.";
    private static final String CONSUMER = "durable-streams.consumer.";

    static boolean isKnown(String key) {
        Set<String> documented = documented();
        return documented.contains(key)
                || Stream.of(LISTENER, CONSUMER)
                        .filter(key::startsWith)
                        .anyMatch(named -> documented.contains(named + "NAME." + key.replaceFirst(".*\\.", "")));
    }

    private static Set<String> documented() {
        return ROW.matcher(PAGE.text())
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void eachKeyHasARow() throws IOException {
        Set<String> read = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(path -> path.toString().endsWith(".java")).toList()) {
                String code = Files.readString(source);
                LITERAL.matcher(code).results().forEach(key -> read.add(key.group(1)));
                EMBEDDED.matcher(code).results().forEach(key -> read.add("durable-streams.embedded." + key.group(1)));
                OF_LISTENER.matcher(code).results().forEach(key -> {
                    read.add("durable-streams." + key.group(1));
                    read.add(LISTENER + "NAME." + key.group(1));
                    read.add(CONSUMER + "NAME." + key.group(1));
                });
                OF_CONSUMER.matcher(code).results().forEach(key -> read.add(CONSUMER + "NAME." + key.group(1)));
            }
        }
        assertThat(read).hasSizeGreaterThan(40);
        assertThat(documented()).isEqualTo(read);
    }

    /** The file of the jar, by which a key that does not exist is recognized. */
    @Test
    void eachKeyIsInTheFile() throws IOException {
        assertThat(Files.readAllLines(Path.of("src/main/resources/META-INF/durable-streams/configuration-keys.txt")))
                .containsExactlyElementsOf(documented());
    }
}
