package org.streamlistening.internal.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.streamlistening.client.StreamId;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.server.EmbeddedServer;

/**
 * The configuration of the library. Each call reads it again. All keys begin with {@code durable-streams.}.
 *
 * @param configuration of the application
 */
public record Settings(Configuration configuration) {

    private static final String INITIAL_DELAY = "durable-streams.retry.initial-delay";
    private static final String MAX_DELAY = "durable-streams.retry.max-delay";
    private static final Duration DEFAULT_INITIAL_DELAY = Duration.ofMillis(500);
    private static final Duration DEFAULT_MAX_DELAY = Duration.ofSeconds(30);
    private static final int DEFAULT_OWN_THREADS = 32;
    private static final int MOST_THREADS = 10_000;

    /**
     * Reads every value once, at deployment, and returns one sentence about each value that cannot be used.
     *
     * @param listeners their names
     */
    public List<String> problems(Set<String> listeners) {
        List<String> problems = new ArrayList<>();
        Settings tolerant = new Settings(configuration.reporting(problems::add));
        tolerant.connection().readAll();
        tolerant.listeners().readAll(listeners);
        tolerant.readRetry();
        tolerant.deliveryThreads();
        tolerant.ownDeliveryThreads();
        tolerant.handover();
        tolerant.handoverPatience();
        tolerant.socketOrigins();
        problems.addAll(EmbeddedServer.mistakes());
        return problems;
    }

    /** The settings of the client and its server. */
    public ConnectionSettings connection() {
        return new ConnectionSettings(configuration);
    }

    /** The settings of listeners. */
    public ListenerSettings listeners() {
        return new ListenerSettings(configuration);
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

    /** Maximum number of threads of their own that slow observers occupy, besides those. */
    int ownDeliveryThreads() {
        return configuration
                .integer("durable-streams.delivery.own-threads", 2, MOST_THREADS)
                .orElse(DEFAULT_OWN_THREADS);
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
                .filter(configured -> configured.compareTo(max) <= 0 || rejectLongerThan(max))
                .orElse(max.compareTo(DEFAULT_INITIAL_DELAY) < 0 ? max : DEFAULT_INITIAL_DELAY);
        return new Backoff(initial, max, Math::random);
    }

    private boolean rejectLongerThan(Duration max) {
        configuration.parsed(INITIAL_DELAY, text -> {
            throw Configuration.unusable(
                    INITIAL_DELAY,
                    text,
                    "no longer than " + MAX_DELAY + ", which is "
                            + configuration.value(MAX_DELAY).orElse(max.toSeconds() + "s"));
        });
        return false;
    }

    /** The stream over which servers agree which of them delivers to a session. */
    Optional<String> handover() {
        return configuration.parsed(
                "durable-streams.handover", id -> StreamId.of(id).value());
    }

    /** How long a server that receives a session waits for its previous owner. */
    Duration handoverPatience() {
        return configuration
                .positiveDuration("durable-streams.handover.patience")
                .orElse(Duration.ofSeconds(5));
    }
}
