package org.streamlistening.internal.protocol;

import java.time.Duration;

/** Formats durations for messages, in the syntax of the configuration: {@code 250ms}, {@code 30s}, {@code 1h}. */
public final class TimeText {

    private static final int NANOS_OF_MILLI = 1_000_000;

    /** From this number of seconds on, a duration is written without milliseconds. */
    private static final long MAX_SECONDS_WITH_MILLIS = 1_000_000;

    private TimeText() {}

    /** The duration in the largest unit that gives a whole number, rounded up to milliseconds. */
    public static String of(Duration duration) {
        if (duration.isNegative()) {
            return "-"
                    + of(
                            duration.toSeconds() == Long.MIN_VALUE
                                    ? Duration.ofSeconds(Long.MAX_VALUE)
                                    : duration.negated());
        }
        long seconds = duration.toSeconds();
        int millis = (duration.toNanosPart() + NANOS_OF_MILLI - 1) / NANOS_OF_MILLI;
        if (millis % 1000 != 0 && seconds < MAX_SECONDS_WITH_MILLIS) {
            return seconds * 1000 + millis + "ms";
        }
        return whole(millis == 1000 && seconds < Long.MAX_VALUE ? seconds + 1 : seconds);
    }

    /** As {@link #of}, for measured times: rounded to seconds from one second on. */
    public static String rounded(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds < 1 ? of(duration) : whole(seconds + (duration.toNanosPart() >= 500 * NANOS_OF_MILLI ? 1 : 0));
    }

    private static String whole(long seconds) {
        if (seconds % 60 != 0 || seconds == 0) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes % 60 != 0) {
            return minutes + "m";
        }
        long hours = minutes / 60;
        return hours % 24 == 0 ? hours / 24 + "d" : hours + "h";
    }
}
