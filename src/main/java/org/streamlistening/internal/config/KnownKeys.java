package org.streamlistening.internal.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The keys that this library reads: those of a file in the jar, for the listeners and consumers of one deployment.
 * Immutable.
 */
public final class KnownKeys {

    private static final String FILE = "/META-INF/durable-streams/configuration-keys.txt";
    private static final String NAME = "NAME";

    /**
     * How many characters of a variable may be wrong, since other programs can have some that begin alike. Of the other
     * keys a third of the characters may be.
     */
    private static final int MISSPELT = 2;

    private final Set<String> keys;
    private final Set<String> variables;
    private final List<Pattern> ofAnyListener;

    /** @param nearest the known key, or variable, that is spelt most like it; empty if none is similar */
    public record Unknown(String spelling, Optional<String> nearest) {}

    private KnownKeys(Set<String> keys, List<Pattern> ofAnyListener) {
        this.keys = keys;
        this.variables =
                keys.stream().map(Configuration::environmentName).collect(Collectors.toCollection(TreeSet::new));
        this.ofAnyListener = ofAnyListener;
    }

    /** For a deployment with these consumers. Listeners can have names that only the running application knows. */
    public static KnownKeys of(Collection<String> listeners, Collection<String> consumers) {
        List<String> file = readFile();
        return new KnownKeys(
                file.stream()
                        .flatMap(key -> named(key, key.contains("listener.") ? listeners : consumers))
                        .collect(Collectors.toCollection(TreeSet::new)),
                file.stream()
                        .filter(key -> key.contains("listener." + NAME))
                        .flatMap(key -> Stream.of(
                                Pattern.compile(key.replace(".", "\\.").replace(NAME, ".+")),
                                Pattern.compile(
                                        Configuration.environmentName(key).replace(NAME, ".+"))))
                        .toList());
    }

    private static Stream<String> named(String key, Collection<String> names) {
        return key.contains(NAME)
                ? names.stream().filter(name -> !name.isEmpty()).map(name -> key.replace(NAME, name))
                : Stream.of(key);
    }

    private static List<String> readFile() {
        try (InputStream file = Objects.requireNonNull(KnownKeys.class.getResourceAsStream(FILE), FILE)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of the names in {@link Configuration#spellings()} that have no effect, in alphabetical order. */
    public List<Unknown> unknown(Collection<String> spellings) {
        return spellings.stream()
                .filter(spelling -> !isKnown(spelling))
                .sorted()
                .map(spelling -> new Unknown(spelling, nearest(spelling)))
                .filter(unknown -> unknown.nearest().isPresent() || !isVariable(unknown.spelling()))
                .toList();
    }

    private boolean isKnown(String spelling) {
        return keys.contains(spelling)
                || variables.contains(spelling)
                || ofAnyListener.stream()
                        .anyMatch(pattern -> pattern.matcher(spelling).matches());
    }

    private static boolean isVariable(String spelling) {
        return spelling.startsWith(Configuration.VARIABLE_PREFIX);
    }

    private Optional<String> nearest(String spelling) {
        boolean variable = isVariable(spelling);
        int most = variable ? MISSPELT : Math.max(MISSPELT, (spelling.length() - Configuration.PREFIX.length()) / 3);
        return (variable ? variables : keys)
                .stream()
                        .filter(known -> distance(spelling, known) <= most)
                        .min(Comparator.comparingInt(known -> distance(spelling, known)));
    }

    /** How much the spellings differ; a key with the right end and another beginning is similar. */
    private static int distance(String spelling, String known) {
        return Math.min(edits(spelling, known), 1 + edits(lastPart(spelling), lastPart(known)));
    }

    private static String lastPart(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    /** The Levenshtein distance: how many characters to insert, remove or replace. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int column = 0; column < row.length; column++) {
            row[column] = column;
        }
        for (int line = 1; line <= from.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column < row.length; column++) {
                int replaced = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
            }
        }
        return row[to.length()];
    }
}
