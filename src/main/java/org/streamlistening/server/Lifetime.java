package org.streamlistening.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * When a stream ends by itself: never, after a time without use, or at a certain moment (Protocol, section 5.1).
 *
 * @param ttlSeconds how long it may lie unused
 * @param expiresAt when it ends, used or not
 */
record Lifetime(OptionalLong ttlSeconds, Optional<Instant> expiresAt) {

    static final Lifetime FOREVER = new Lifetime(OptionalLong.empty(), Optional.empty());

    /** A thousand years and more; longer numbers would overflow further on. */
    private static final Pattern TTL = Pattern.compile("0|[1-9]\\d{0,10}");

    static Lifetime parse(Optional<String> ttl, Optional<String> expiresAt) {
        if (ttl.isPresent() && expiresAt.isPresent()) {
            throw Refusal.badRequest("a stream has either " + Headers.TTL + " or " + Headers.EXPIRES_AT + ", not both");
        }
        return new Lifetime(
                ttl.map(Lifetime::seconds).map(OptionalLong::of).orElse(OptionalLong.empty()),
                expiresAt.map(Lifetime::instant));
    }

    private static long seconds(String text) {
        if (!TTL.matcher(text).matches()) {
            throw Refusal.badRequest(Headers.TTL + " is not a number of seconds");
        }
        return Long.parseLong(text);
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException notATime) {
            throw new Refusal(400, Headers.EXPIRES_AT + " is not a time as of RFC 3339");
        }
    }

    boolean isForever() {
        return ttlSeconds.isEmpty() && expiresAt.isEmpty();
    }

    /** @param unused for how long it has not been used */
    boolean isOver(Supplier<Duration> unused, InstantSource calendar) {
        if (ttlSeconds.isPresent()) {
            return unused.get().compareTo(Duration.ofSeconds(ttlSeconds.getAsLong())) >= 0;
        }
        return expiresAt.isPresent() && !calendar.instant().isBefore(expiresAt.get());
    }
}
