package org.streamlistening.internal.engine.shared;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.streamlistening.internal.engine.content.ContentContext;
import org.streamlistening.internal.engine.content.RetentionRule;
import org.streamlistening.internal.engine.decision.EngineLimits;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.store.SharedStore;
import org.streamlistening.internal.store.StreamLog;
import org.streamlistening.internal.threads.StoreWorkers;
import org.streamlistening.internal.threads.Waker;
import org.streamlistening.server.Retention;

/**
 * What all streams of a shared store have in common at this server.
 *
 * @param notifier calls waiting readers
 * @param workers run tasks that wait for the store; end with these streams
 * @param clock the date; the servers of a store need nearly the same
 */
public record SharedContext(
        SharedStore store,
        Waker notifier,
        StoreWorkers workers,
        InstantSource clock,
        Retention retention,
        EngineLimits limits) {

    /** Up to this time to live, each use is stored at once. */
    private static final Duration STORED_AT_ONCE = Duration.ofMinutes(1);

    /** For contents that do not apply the retention themselves: {@link #earliest} does. */
    ContentContext content() {
        return new ContentContext(store::log, clock, Retention.EVERYTHING);
    }

    /** How much longer than the store knows another server can have used a stream. */
    static Duration unsavedUse(StreamLifetime lifetime) {
        return Duration.ofSeconds(lifetime.ttlSeconds().orElse(0)).compareTo(STORED_AT_ONCE) <= 0
                ? Duration.ZERO
                : lifetime.unsavedUse();
    }

    /** Whether the lifetime of a stream is over. It lasts longer by the time for which a use may not be stored. */
    boolean isOver(StreamImage image) {
        StreamLifetime lifetime = image.config().lifetime();
        return lifetime.isOver(
                () -> Duration.between(image.lastUsed(), clock.instant()).minus(unsavedUse(lifetime)), clock);
    }

    /** The first position that the retention keeps. Reads the store, if the retention has limits. */
    long earliest(StreamImage image, StreamLog log) {
        long earliest = RetentionRule.earliest(retention, image.state(), log, image.earliest());
        if (retention.maxAge().isEmpty()) {
            return earliest;
        }
        Instant oldest = clock.instant().minus(retention.maxAge().get());
        return Math.max(earliest, store.endBefore(image.number(), oldest).orElse(earliest));
    }
}
