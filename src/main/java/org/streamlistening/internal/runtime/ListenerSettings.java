package org.streamlistening.internal.runtime;

import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.streamlistening.HistoryGonePolicy;
import org.streamlistening.ListenOptions;
import org.streamlistening.LiveMode;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.UndecodablePolicy;
import org.streamlistening.client.StreamId;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.internal.deliver.Payloads;
import org.streamlistening.internal.listen.ListenerLimits;
import org.streamlistening.internal.listen.Policies;
import org.streamlistening.internal.listen.StreamKey;

/** The configuration of all listeners and of the listener of a name. Each call reads the configuration again. */
public record ListenerSettings(Configuration configuration) {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    /** Reads every value once, for all listeners of these names. */
    void readAll(Collection<String> names) {
        names.forEach(this::timeout);
        names.forEach(this::live);
        names.forEach(name -> policies(name, ListenOptions.defaults()));
        observerRetries();
        maxListeners();
        rememberedStreams();
        maxNesting();
    }

    /** Maximum nesting of a message that is decoded. */
    public int maxNesting() {
        return configuration
                .integer("durable-streams.max-nesting", 1, Integer.MAX_VALUE)
                .orElse(Payloads.DEFAULT_MAX_NESTING);
    }

    int observerRetries() {
        return configuration
                .integer("durable-streams.observer.retries", 0, Integer.MAX_VALUE)
                .orElse(5);
    }

    /** Number of streams, besides the followed one, whose position a listener remembers. */
    int rememberedStreams() {
        return configuration
                .integer("durable-streams.remembered-streams", 0, Integer.MAX_VALUE)
                .orElse(ListenerLimits.REMEMBERED_STREAMS);
    }

    /** Maximum number of listeners that one session opens under names of its own, per qualifier. */
    public int maxListeners() {
        return configuration
                .integer("durable-streams.max-listeners", 1, Integer.MAX_VALUE)
                .orElse(100);
    }

    /** How the listener of this name handles failures. */
    public Policies policies(String listener, ListenOptions options) {
        return new Policies(
                choice(listener, "on-observer-failure", options.onObserverFailure(), ObserverFailurePolicy.RETRY),
                choice(listener, "on-undecodable", options.onUndecodable(), UndecodablePolicy.STOP),
                choice(listener, "on-history-gone", options.onHistoryGone(), HistoryGonePolicy.FAIL),
                choice(listener, "on-missing", options.onMissing(), MissingStreamPolicy.FAIL));
    }

    private <P extends Enum<P>> P choice(String listener, String key, @Nullable P requested, P otherwise) {
        if (requested != null) {
            return requested;
        }
        Class<P> type = otherwise.getDeclaringClass();
        return configuration
                .choice(of(listener, key), type)
                .or(() -> configuration.choice("durable-streams." + key, type))
                .orElse(otherwise);
    }

    /** How the listener of this name reads this stream. */
    public StreamKey key(String listener, String streamId, ListenOptions options) {
        LiveMode live = options.live();
        Duration timeout = options.timeout();
        return new StreamKey(
                StreamId.of(streamId).value(),
                live == null ? live(listener) : live,
                timeout == null ? timeout(listener) : timeout);
    }

    private Duration timeout(String listener) {
        return configuration
                .positiveDuration(of(listener, "timeout"))
                .or(() -> configuration.positiveDuration("durable-streams.timeout"))
                .orElse(DEFAULT_TIMEOUT);
    }

    private LiveMode live(String listener) {
        return choice(listener, "live", null, LiveMode.LONG_POLL);
    }

    private static String of(String listener, String key) {
        return listener.isEmpty() ? "durable-streams." + key : "durable-streams.listener." + listener + "." + key;
    }
}
