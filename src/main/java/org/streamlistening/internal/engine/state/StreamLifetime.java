package org.streamlistening.internal.engine.state;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.streamlistening.internal.protocol.ProtocolNames;

/**
 * When a stream expires: never, after a time without use, or at a given instant (Protocol, section 5.1).
 *
 * @param ttlSeconds the time without use after which it expires
 * @param expiresAt the instant at which it expires
 */
public record StreamLifetime(OptionalLong ttlSeconds, Optional<Instant> expiresAt) {

    public static final StreamLifetime FOREVER = new StreamLifetime(OptionalLong.empty(), Optional.empty());

    /** A use is stored at most once per this part of the time to live. */
    private static final int PARTS = 8;

    /** More than a thousand years; greater numbers overflow later. */
    private static final Pattern TTL = Pattern.compile("0|[1-9]\\d{0,10}");

    public static StreamLifetime parse(Optional<String> ttl, Optional<String> expiresAt) {
        if (ttl.isPresent() && expiresAt.isPresent()) {
            throw RequestRejectedException.invalid(
                    "a stream has either " + ProtocolNames.TTL + " or " + ProtocolNames.EXPIRES_AT + ", not both");
        }
        return new StreamLifetime(
                ttl.map(StreamLifetime::seconds).map(OptionalLong::of).orElse(OptionalLong.empty()),
                expiresAt.map(StreamLifetime::instant));
    }

    private static long seconds(String text) {
        if (!TTL.matcher(text).matches()) {
            throw RequestRejectedException.invalid(ProtocolNames.TTL + " is not a number of seconds");
        }
        return Long.parseLong(text);
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException notATime) {
            throw RequestRejectedException.invalid(ProtocolNames.EXPIRES_AT + " is not a time in the form of RFC 3339");
        }
    }

    /** How much longer a stream can have been used than its store knows. */
    public Duration unsavedUse() {
        return Duration.ofSeconds(ttlSeconds.orElse(0)).dividedBy(PARTS);
    }

    public boolean isForever() {
        return ttlSeconds.isEmpty() && expiresAt.isEmpty();
    }

    /** @param unused the time since the last use */
    public boolean isOver(Supplier<Duration> unused, InstantSource calendar) {
        if (ttlSeconds.isPresent()) {
            return unused.get().compareTo(Duration.ofSeconds(ttlSeconds.getAsLong())) >= 0;
        }
        return expiresAt.isPresent() && !calendar.instant().isBefore(expiresAt.get());
    }
}
