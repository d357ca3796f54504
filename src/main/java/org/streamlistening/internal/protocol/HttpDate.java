package org.streamlistening.internal.protocol;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses dates of HTTP headers, in the three formats that a recipient must accept (RFC 9110, section 5.6.7). The day of
 * the week is ignored.
 */
public final class HttpDate {

    private static final DateTimeFormatter IMF_FIXDATE = english("d MMM uuuu HH:mm:ss");
    private static final DateTimeFormatter RFC_850 = english("d-MMM-uuuu HH:mm:ss");
    private static final DateTimeFormatter ASCTIME = english("MMM d HH:mm:ss uuuu");

    /** A date with a two-digit year, as in {@code 06-May-31 07:08:39}: day and month, year, time. */
    private static final Pattern TWO_DIGITS = Pattern.compile("([0-9]{1,2}-[A-Za-z]{3}-)([0-9]{2})( .*)");

    private static final Pattern DAY_NAME = Pattern.compile("^[A-Za-z]{3,9},? +");
    private static final Pattern ZONE = Pattern.compile(" +(GMT|UTC|Z|[+-]0000)$", Pattern.CASE_INSENSITIVE);

    /** A two-digit year that is more than 50 years in the future belongs to the past (RFC 9110, section 5.6.7). */
    private static final int MAX_YEARS_AHEAD = 50;

    private HttpDate() {}

    /**
     * @param now decides the century of a two-digit year
     * @return empty if the text is not a date
     */
    public static Optional<Instant> parse(String text, Instant now) {
        String date = DAY_NAME.matcher(text.strip()).replaceFirst("");
        String local = ZONE.matcher(date).replaceFirst("").replaceAll(" +", " ");
        Matcher twoDigits = TWO_DIGITS.matcher(local);
        if (twoDigits.matches()) {
            return parsed(RFC_850, twoDigits.group(1) + year(twoDigits.group(2), now) + twoDigits.group(3));
        }
        if (local.isEmpty()) {
            return Optional.empty();
        }
        return parsed(Character.isDigit(local.charAt(0)) ? IMF_FIXDATE : ASCTIME, local);
    }

    private static int year(String digits, Instant now) {
        int thisYear = now.atOffset(ZoneOffset.UTC).getYear();
        int year = thisYear - thisYear % 100 + Integer.parseInt(digits);
        return year > thisYear + MAX_YEARS_AHEAD ? year - 100 : year;
    }

    private static Optional<Instant> parsed(DateTimeFormatter format, String text) {
        try {
            return Optional.of(LocalDateTime.parse(text, format).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException invalid) {
            return Optional.empty();
        }
    }

    private static DateTimeFormatter english(String pattern) {
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(pattern)
                .toFormatter(Locale.ENGLISH);
    }
}
