package org.streamlistening.internal.serve.read;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Cursors, which keep caches from serving the same response for ever (Protocol, section 10.1). */
public final class CacheCursor {

    private static final long EPOCH = Instant.parse("2024-10-09T00:00:00Z").getEpochSecond();
    private static final Pattern CURSOR = Pattern.compile("\\d{1,15}");
    private static final int INTERVAL_SECONDS = 20;
    private static final int MAX_JITTER_SECONDS = 3600;

    private final InstantSource clock;
    private final RandomGenerator random;

    public CacheCursor(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** The current time interval, or a later one if the client has this one already. */
    String after(Optional<String> given) {
        long current = (clock.instant().getEpochSecond() - EPOCH) / INTERVAL_SECONDS;
        long last = given.filter(text -> CURSOR.matcher(text).matches())
                .map(Long::parseLong)
                .orElse(-1L);
        return Long.toString(last < current ? current : last + jitter());
    }

    private int jitter() {
        int seconds = random.nextInt(1, MAX_JITTER_SECONDS + 1);
        return Math.max(1, seconds / INTERVAL_SECONDS);
    }
}
