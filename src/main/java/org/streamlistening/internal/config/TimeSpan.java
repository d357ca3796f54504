package org.streamlistening.internal.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a time span is written in configuration. */
final class TimeSpan {

    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

    /** A hundred years: a sum of a few such spans still is a number of nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private TimeSpan() {}

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
            // Told apart by the caller, who knows the key.
            return Optional.empty();
        }
    }
}
