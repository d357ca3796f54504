package org.streamlistening.internal.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NumberedMessageTest {

    private static final Pattern NUMBER = Pattern.compile("DS-(\\d{3})");
    private static final Pattern LITERAL = Pattern.compile("\"[^\"\\n]*DS-\\d{3}");

    private static List<String> numbers() {
        return Stream.of(NumberedMessage.values()).map(NumberedMessage::number).toList();
    }

    private static Set<String> numbersIn(String text) {
        return NUMBER.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void eachNumberStandsForOneMessage() {
        assertThat(numbers()).doesNotHaveDuplicates();
        assertThat(NumberedMessage.RETIRED)
                .extracting(number -> String.format("DS-%03d", number))
                .doesNotContainAnyElementsOf(numbers());
    }

    @Test
    void messagesPageListsEachNumber() throws IOException {
        List<String> rows = Files.readString(Path.of("src/docs/messages.md"))
                .lines()
                .filter(line -> line.startsWith("| DS-"))
                .toList();
        assertThat(rows.stream().flatMap(row -> numbersIn(row.substring(0, row.indexOf('|', 1))).stream()))
                .containsExactlyInAnyOrderElementsOf(numbers());
    }

    @Test
    void messagesPageListsTheRetiredNumbers() throws IOException {
        assertThat(numbersIn(Files.readString(Path.of("src/docs/messages.md"))))
                .containsAll(NumberedMessage.RETIRED.stream()
                        .map(number -> String.format("DS-%03d", number))
                        .toList());
    }

    @Test
    void noOtherClassHasTheTextOfOne() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            assertThat(sources.filter(path -> path.toString().endsWith(".java"))
                            .filter(path -> LITERAL.matcher(text(path)).find()))
                    .isEmpty();
        }
    }

    private static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void beginsWithItsNumberAndTakesItsArguments(NumberedMessage message) {
        Object[] arguments = new Object[6];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = i;
        }
        assertThat(message.text(arguments)).startsWith(message.number() + ": ").doesNotContain("%");
    }
}
