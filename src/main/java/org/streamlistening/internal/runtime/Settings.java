package org.streamlistening.internal.runtime;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.streamlistening.HistoryGonePolicy;
import org.streamlistening.ListenOptions;
import org.streamlistening.LiveMode;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.UndecodablePolicy;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamId;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.internal.deliver.Payloads;
import org.streamlistening.internal.listen.Policies;
import org.streamlistening.internal.listen.SessionListener;
import org.streamlistening.internal.listen.StreamKey;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.server.EmbeddedServer;

/**
 * What is configured, read anew each time: all keys begin with {@code durable-streams.}.
 *
 * @param configuration of the application
 */
public record Settings(Configuration configuration) {

    static final String URL = "durable-streams.url";

    private static final String EMBEDDED = "durable-streams.embedded.enabled";
    private static final String INITIAL_DELAY = "durable-streams.retry.initial-delay";
    private static final String MAX_DELAY = "durable-streams.retry.max-delay";
    private static final Duration DEFAULT_INITIAL_DELAY = Duration.ofMillis(500);
    private static final Duration DEFAULT_MAX_DELAY = Duration.ofSeconds(30);
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final int DEFAULT_CHUNK = 1 << 20;
    private static final int LEAST_CHUNK = 1024;
    private static final int DEFAULT_OWN_THREADS = 32;
    private static final int MOST_THREADS = 10_000;

    /**
     * Reads every value once, so that those that cannot be used are found at deployment: a sentence about each.
     *
     * @param listeners their names
     */
    public List<String> mistakes(Set<String> listeners) {
        List<String> mistakes = new ArrayList<>();
        Settings tolerant = new Settings(configuration.reporting(mistakes::add));
        tolerant.url();
        listeners.forEach(tolerant::timeout);
        listeners.forEach(tolerant::live);
        listeners.forEach(name -> tolerant.policies(name, ListenOptions.defaults()));
        tolerant.transport();
        tolerant.readRetry();
        tolerant.observerRetries();
        tolerant.maxListeners();
        tolerant.deliveryThreads();
        tolerant.ownDeliveryThreads();
        tolerant.rememberedStreams();
        tolerant.handover();
        tolerant.handoverPatience();
        tolerant.maxResponseBytes();
        tolerant.maxUnfinishedBytes();
        tolerant.maintenanceTimeout();
        tolerant.maxNesting();
        tolerant.socketOrigins();
        mistakes.addAll(EmbeddedServer.mistakes());
        return mistakes;
    }

    /** The base URL of the server, if one is configured. */
    public Optional<URI> url() {
        return configuration.parsed(URL, text -> {
            try {
                URI url = new URI(text);
                // What the client refuses is refused at deployment.
                DurableStreamsClient.builder(url);
                if (url.getHost() == null && transport() == ClientTransport.JAVA_NET_HTTP) {
                    throw new IllegalArgumentException(
                            "a host without '_', which java.net.http" + " (durable-streams.transport=jdk) refuses");
                }
                return url;
            } catch (URISyntaxException e) {
                throw unusableUrl(text, e.getReason());
            } catch (IllegalArgumentException e) {
                throw unusableUrl(text, String.valueOf(e.getMessage()));
            }
        });
    }

    /** A password that somebody wrote into the URL does not get into the log. */
    private static IllegalArgumentException unusableUrl(String text, String why) {
        return Configuration.unusable(
                URL, text.replaceFirst("//[^/]*@", "//…@"), "an absolute http or https URL: " + why);
    }

    public boolean embedded() {
        return configuration.flag(EMBEDDED);
    }

    /** JNDI name of the executor that deliveries run on. */
    String executor() {
        return configuration.value("durable-streams.executor").orElse("java:comp/DefaultManagedExecutorService");
    }

    /** JNDI name of the factory of the threads that slow observers run on. */
    String threadFactory() {
        return configuration
                .value("durable-streams.delivery.thread-factory")
                .orElse("java:comp/DefaultManagedThreadFactory");
    }

    /** How many threads of the executor deliveries take at a time; by default as many as there are processors. */
    int deliveryThreads() {
        return configuration
                .integer("durable-streams.delivery.threads", 1, MOST_THREADS)
                .orElse(Runtime.getRuntime().availableProcessors());
    }

    /** How many threads of their own slow observers take at a time, besides those. */
    int ownDeliveryThreads() {
        return configuration
                .integer("durable-streams.delivery.own-threads", 2, MOST_THREADS)
                .orElse(DEFAULT_OWN_THREADS);
    }

    ClientTransport transport() {
        String key = "durable-streams.transport";
        return configuration
                .parsed(key, text -> switch (text) {
                    case "rest" -> ClientTransport.JAKARTA_REST;
                    case "jdk" -> ClientTransport.JAVA_NET_HTTP;
                    default -> throw Configuration.unusable(key, text, "rest or jdk");
                })
                .orElse(ClientTransport.JAKARTA_REST);
    }

    int maxResponseBytes() {
        return configuration
                .integer("durable-streams.max-response-bytes", LEAST_CHUNK, Integer.MAX_VALUE)
                .orElse(DEFAULT_CHUNK);
    }

    /** How much the unfinished messages of all readers may hold together; empty: a part of the heap. */
    Optional<Long> maxUnfinishedBytes() {
        return configuration.number("durable-streams.max-unfinished-bytes", LEAST_CHUNK, Long.MAX_VALUE);
    }

    /** How long responses of a proxy, in the place of the server, are taken for something that passes. */
    Duration maintenanceTimeout() {
        return configuration.duration("durable-streams.maintenance-timeout").orElse(Duration.ofHours(1));
    }

    /** How deep a message may be nested that is decoded. */
    public int maxNesting() {
        return configuration
                .integer("durable-streams.max-nesting", 1, Integer.MAX_VALUE)
                .orElse(Payloads.DEFAULT_MAX_NESTING);
    }

    /** The origins that may open sockets besides the application's own, in lower case. */
    public Set<String> socketOrigins() {
        String key = "durable-streams.websocket.origins";
        return configuration
                .parsed(
                        key,
                        list -> Stream.of(list.split(","))
                                .map(origin -> origin(key, origin.strip().toLowerCase(Locale.ROOT)))
                                .collect(Collectors.toUnmodifiableSet()))
                .orElse(Set.of());
    }

    private static String origin(String key, String text) {
        if (!text.matches("https?://[^/?#@\\s]+")) {
            throw Configuration.unusable(key, text, "an origin such as https://app.example.org");
        }
        return text;
    }

    Backoff readRetry() {
        Duration max = configuration.duration(MAX_DELAY).orElse(DEFAULT_MAX_DELAY);
        Duration initial = configuration
                .duration(INITIAL_DELAY)
                .filter(configured -> configured.compareTo(max) <= 0 || refuseLongerThan(max))
                .orElse(max.compareTo(DEFAULT_INITIAL_DELAY) < 0 ? max : DEFAULT_INITIAL_DELAY);
        return new Backoff(initial, max, Math::random);
    }

    private boolean refuseLongerThan(Duration max) {
        configuration.parsed(INITIAL_DELAY, text -> {
            throw Configuration.unusable(
                    INITIAL_DELAY,
                    text,
                    "no longer than " + MAX_DELAY + ", which is "
                            + configuration.value(MAX_DELAY).orElse(max.toSeconds() + "s"));
        });
        return false;
    }

    int observerRetries() {
        return configuration
                .integer("durable-streams.observer.retries", 0, Integer.MAX_VALUE)
                .orElse(5);
    }

    /** In how many streams, besides the one that it follows, a listener remembers its place. */
    int rememberedStreams() {
        return configuration
                .integer("durable-streams.remembered-streams", 0, Integer.MAX_VALUE)
                .orElse(SessionListener.REMEMBERED_STREAMS);
    }

    /** How many listeners one session may open under names of its own, for each qualifier. */
    public int maxListeners() {
        return configuration
                .integer("durable-streams.max-listeners", 1, Integer.MAX_VALUE)
                .orElse(100);
    }

    /** The stream over which servers agree who delivers to a session. */
    Optional<String> handover() {
        String key = "durable-streams.handover";
        return configuration.parsed(key, id -> {
            try {
                return StreamId.of(id).value();
            } catch (IllegalArgumentException e) {
                throw Configuration.unusable(key, id, "the id of a stream: " + e.getMessage());
            }
        });
    }

    /** How long a server that a session came to waits for the one that had it. */
    Duration handoverPatience() {
        return configuration
                .positiveDuration("durable-streams.handover.patience")
                .orElse(Duration.ofSeconds(5));
    }

    /** What the listener of this name does about what goes wrong. */
    public Policies policies(String listener, ListenOptions options) {
        return new Policies(
                choice(listener, "on-observer-failure", options.onObserverFailure(), ObserverFailurePolicy.RETRY),
                choice(listener, "on-undecodable", options.onUndecodable(), UndecodablePolicy.STOP),
                choice(listener, "on-history-gone", options.onHistoryGone(), HistoryGonePolicy.FAIL),
                choice(listener, "on-missing", options.onMissing(), MissingStreamPolicy.FAIL));
    }

    private <P extends Enum<P>> P choice(String listener, String key, @Nullable P asked, P otherwise) {
        if (asked != null) {
            return asked;
        }
        Class<P> type = otherwise.getDeclaringClass();
        return configuration
                .choice(of(listener, key), type)
                .or(() -> configuration.choice("durable-streams." + key, type))
                .orElse(otherwise);
    }

    /** What the listener of this name reads when it is asked for this stream. */
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
