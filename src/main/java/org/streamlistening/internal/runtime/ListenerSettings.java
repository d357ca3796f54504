package org.streamlistening.internal.runtime;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.streamlistening.ListenOptions;
import org.streamlistening.LiveMode;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.client.StreamId;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.internal.deliver.Payloads;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.listen.ListenerLimits;
import org.streamlistening.internal.listen.Policies;
import org.streamlistening.internal.listen.StreamKey;
import org.streamlistening.internal.messages.NumberedMessage;

/**
 * The configuration of all listeners and of the listener of a name, read once: at the start of the application, and for
 * a name that the deployment did not know at its first use. For any thread.
 */
public final class ListenerSettings {

    /**
     * Number of names whose values are kept. Names come from annotations, so more of them are not expected: the values
     * of a further name are read at each use.
     */
    static final int KEPT_NAMES = 1_000;

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final Named DEFAULTS = new Named(DEFAULT_TIMEOUT, LiveMode.LONG_POLL, Policies.DEFAULTS);

    private final Configuration configuration;
    private final int maxNesting;
    private final int observerRetries;
    private final int rememberedStreams;
    private final int maxListeners;
    private final Named all;
    private final Map<String, Named> named = new ConcurrentHashMap<>();

    /** The values that a listener of one name can have for itself. */
    record Named(Duration timeout, LiveMode live, Policies policies) {}

    /**
     * @param names the names that the deployment knows
     * @throws IllegalArgumentException if a value cannot be used, unless the configuration reports it
     */
    ListenerSettings(Configuration configuration, Collection<String> names) {
        this.configuration = configuration;
        maxNesting = number("durable-streams.max-nesting", 1, Payloads.DEFAULT_MAX_NESTING);
        observerRetries = number("durable-streams.observer.retries", 0, 5);
        rememberedStreams = number("durable-streams.remembered-streams", 0, ListenerLimits.REMEMBERED_STREAMS);
        maxListeners = number("durable-streams.max-listeners", 1, 100);
        all = read("durable-streams.", DEFAULTS);
        names.forEach(this::of);
    }

    private int number(String key, int least, int otherwise) {
        return configuration.integer(key, least, Integer.MAX_VALUE).orElse(otherwise);
    }

    private Named read(String prefix, Named otherwise) {
        return new Named(
                configuration.positiveDuration(prefix + "timeout").orElse(otherwise.timeout()),
                choice(prefix + "live", otherwise.live()),
                new Policies(
                        choice(
                                prefix + "on-observer-failure",
                                otherwise.policies().observerFailure()),
                        choice(prefix + "on-undecodable", otherwise.policies().undecodable()),
                        choice(prefix + "on-history-gone", otherwise.policies().historyGone()),
                        choice(prefix + "on-missing", otherwise.policies().missing())));
    }

    private <E extends Enum<E>> E choice(String key, E otherwise) {
        return configuration.choice(key, otherwise.getDeclaringClass()).orElse(otherwise);
    }

    /**
     * The values of a consumer, whose keys begin like this. It starts with the application, perhaps before the stream
     * exists: by default it waits for that.
     */
    Named readConsumer(String prefix) {
        Policies waiting = new Policies(
                all.policies().observerFailure(),
                all.policies().undecodable(),
                all.policies().historyGone(),
                MissingStreamPolicy.WAIT);
        return read(prefix, new Named(all.timeout(), all.live(), waiting));
    }

    private Named of(String name) {
        if (name.isEmpty()) {
            return all;
        }
        Named known = named.get(name);
        if (known != null) {
            return known;
        }
        Named read = read("durable-streams.listener." + name + ".", all);
        if (named.size() < KEPT_NAMES) {
            named.put(name, read);
        }
        return read;
    }

    /** Maximum nesting of a message that is decoded. */
    public int maxNesting() {
        return maxNesting;
    }

    public int observerRetries() {
        return observerRetries;
    }

    /** Number of streams, besides the followed one, whose position a listener remembers. */
    int rememberedStreams() {
        return rememberedStreams;
    }

    /** Maximum number of listeners that one session opens under names of its own, per qualifier. */
    public int maxListeners() {
        return maxListeners;
    }

    /** The listeners, of these names, whose own configuration has a policy that is for consumers only; empty: of all. */
    public List<String> withDeadLetters(Collection<String> names) {
        if (all.policies().usesDeadLetters()) {
            return List.of("");
        }
        return names.stream()
                .filter(name -> of(name).policies().usesDeadLetters())
                .toList();
    }

    /**
     * How the listener of this name handles failures.
     *
     * @throws IllegalArgumentException if a policy is for consumers only
     */
    public Policies policies(String listener, ListenOptions options) {
        Policies policies = of(listener).policies().overriddenBy(options);
        if (policies.usesDeadLetters()) {
            throw new IllegalArgumentException(NumberedMessage.CONSUMERS_ONLY.text(FailureLog.listenerNamed(listener)));
        }
        return policies;
    }

    /** How the listener of this name reads this stream. */
    public StreamKey key(String listener, String streamId, ListenOptions options) {
        Named configured = of(listener);
        return new StreamKey(
                StreamId.of(streamId).value(),
                Objects.requireNonNullElse(options.live(), configured.live()),
                Objects.requireNonNullElse(options.timeout(), configured.timeout()));
    }
}
