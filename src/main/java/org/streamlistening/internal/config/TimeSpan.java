package org.streamlistening.internal.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the time spans of a configuration, such as {@code 30s} or {@code PT30S}. */
final class TimeSpan {

    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

    /** A hundred years: the nanoseconds of a sum of a few such spans fit into a {@code long}. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private TimeSpan() {}

    /** The span; empty if the text is none, or if it is longer than 36,500 days. */
    static Optional<Duration> parse(String text) {
        Matcher matcher = SHORT.matcher(text);
        Optional<Duration> span = matcher.matches()
                ? Optional.of(of(Long.parseLong(matcher.group(1)), matcher.group(2)))
                : parseIso(text);
        return span.filter(length -> length.compareTo(LONGEST) <= 0);
    }

    private static Duration of(long count, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    private static Optional<Duration> parseIso(String text) {
        try {
            Duration span = Duration.parse(text);
            return span.isNegative() ? Optional.empty() : Optional.of(span);
        } catch (DateTimeParseException notIso) {
            // The caller knows the key, and throws the exception that names it.
            return Optional.empty();
        }
    }
}
