package org.streamlistening.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each link has a target, and the tests, files and packages that the pages name exist. */
class DocsLinksTest {

    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*[a-z](?:Test|IT))(?:[.#](\\w+))?`");
    private static final Pattern FILE = Pattern.compile("`((?:src|liberty|\\.ci|\\.github)/[\\w./-]+)`");
    private static final Pattern ROOM = Pattern.compile("(?m)^\\| `([a-z.]+)` \\|");
    private static final Path INTERNALS = Path.of("src/docs/internals.md");
    private static final Path SOURCES = Path.of("src/main/java/org/streamlistening");

    static Stream<Page> pages() {
        return Page.all().stream();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadToFilesAndHeadings(Page page) {
        assertThat(matches(LINK, page)
                        .map(link -> link.group(1))
                        .filter(target -> !target.matches("\\w+:.*"))
                        .filter(target -> !exists(page, target)))
                .isEmpty();
    }

    private static boolean exists(Page page, String target) {
        String file = target.replaceFirst("#.*", "");
        Path path =
                file.isEmpty() ? page.path() : page.path().resolveSibling(file).normalize();
        if (!Files.exists(path)) {
            return false;
        }
        return !target.contains("#") || Page.of(path).anchors().contains(target.replaceFirst(".*#", ""));
    }

    @Test
    void readmeLeadsToEachPage() {
        Set<String> links = matches(LINK, Page.of(Path.of("README.md")))
                .map(link -> link.group(1).replaceFirst("#.*", ""))
                .collect(Collectors.toSet());
        assertThat(links)
                .containsAll(pages().map(page -> page.path().toString().replace('\\', '/'))
                        .filter(path -> path.startsWith("src/docs/"))
                        .toList());
    }

    @Test
    void readmeIsShort() {
        assertThat(Page.of(Path.of("README.md")).text().lines()).hasSizeLessThanOrEqualTo(150);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void namedTestsExist(Page page) throws IOException {
        List<Path> tests = testSources();
        assertThat(matches(TEST, page).filter(name -> !exists(tests, name)).map(MatchResult::group))
                .isEmpty();
    }

    private static List<Path> testSources() throws IOException {
        try (Stream<Path> library = Files.walk(Path.of("src/test/java"));
                Stream<Path> servers = Files.walk(Path.of("liberty"))) {
            return Stream.concat(library, servers)
                    .filter(path -> path.toString().endsWith(".java"))
                    .toList();
        }
    }

    private static boolean exists(List<Path> tests, MatchResult name) {
        return tests.stream()
                .filter(path ->
                        Objects.requireNonNull(path.getFileName()).toString().equals(name.group(1) + ".java"))
                .anyMatch(path -> name.group(2) == null || Page.of(path).text().contains(" " + name.group(2) + "("));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void namedFilesExist(Page page) {
        assertThat(matches(FILE, page).map(file -> file.group(1)).filter(file -> !Files.exists(Path.of(file))))
                .isEmpty();
    }

    @Test
    void internalsListsEachPackage() throws IOException {
        Set<String> packages;
        try (Stream<Path> files = Files.walk(SOURCES)) {
            packages = files.filter(file -> file.endsWith("package-info.java"))
                    .map(file -> SOURCES.relativize(Objects.requireNonNull(file.getParent()))
                            .toString()
                            .replace('/', '.'))
                    .filter(name -> !name.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        assertThat(matches(ROOM, Page.of(INTERNALS)).map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(packages);
    }

    private static Stream<MatchResult> matches(Pattern pattern, Page page) {
        return pattern.matcher(page.prose()).results();
    }
}
