package org.streamlistening.internal.runtime;

import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.streamlistening.client.StreamId;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.internal.threads.Backoff;

/**
 * The configuration of the library in one application, read once, when it starts. All keys begin with
 * {@code durable-streams.}.
 */
public final class Settings {

    /** JNDI name of the thread factory of the container. */
    private static final String INITIAL_DELAY = "durable-streams.retry.initial-delay";

    private static final String MAX_DELAY = "durable-streams.retry.max-delay";
    private static final String ORIGINS = "durable-streams.websocket.origins";
    private static final Duration DEFAULT_INITIAL_DELAY = Duration.ofMillis(500);
    private static final Duration DEFAULT_MAX_DELAY = Duration.ofSeconds(30);
    private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(5);
    private static final int DEFAULT_OWN_THREADS = 32;
    private static final int MOST_THREADS = 10_000;

    private final ConnectionSettings connection;
    private final ListenerSettings listeners;
    private final ConsumerSettings consumers;
    private final AnswerSettings answers;
    private final Backoff readRetry;
    private final String executor;
    private final Optional<String> threadFactory;
    private final Optional<String> ioThreadFactory;
    private final int deliveryThreads;
    private final int ownDeliveryThreads;
    private final Set<String> socketOrigins;
    private final Optional<String> handover;
    private final Duration handoverPatience;

    /**
     * @param listeners the names of listeners that the deployment knows
     * @param consumers the names of the consumers
     * @throws IllegalArgumentException if a value cannot be used, unless the configuration reports it
     */
    public Settings(Configuration configuration, Collection<String> listeners, Collection<String> consumers) {
        this.connection = new ConnectionSettings(configuration);
        this.listeners = new ListenerSettings(configuration, listeners);
        this.consumers = new ConsumerSettings(configuration, this.listeners, consumers);
        readRetry = readRetry(configuration);
        answers = AnswerSettings.of(configuration, readRetry);
        executor = configuration.value("durable-streams.executor").orElse("java:comp/DefaultManagedExecutorService");
        threadFactory = configuration.value("durable-streams.delivery.thread-factory");
        ioThreadFactory = configuration.value("durable-streams.io.thread-factory");
        deliveryThreads = configuration
                .integer("durable-streams.delivery.threads", 1, MOST_THREADS)
                .orElse(Runtime.getRuntime().availableProcessors());
        ownDeliveryThreads = configuration
                .integer("durable-streams.delivery.own-threads", 2, MOST_THREADS)
                .orElse(DEFAULT_OWN_THREADS);
        socketOrigins = configuration.parsed(ORIGINS, Settings::origins).orElse(Set.of());
        handover = configuration.parsed(
                "durable-streams.handover", id -> StreamId.of(id).value());
        handoverPatience = configuration
                .positiveDuration("durable-streams.handover.patience")
                .orElse(DEFAULT_PATIENCE);
    }

    private static Backoff readRetry(Configuration configuration) {
        Duration max = configuration.duration(MAX_DELAY).orElse(DEFAULT_MAX_DELAY);
        Duration initial = configuration
                .duration(INITIAL_DELAY)
                .filter(configured -> configured.compareTo(max) <= 0 || rejectLongerThan(max, configuration))
                .orElse(max.compareTo(DEFAULT_INITIAL_DELAY) < 0 ? max : DEFAULT_INITIAL_DELAY);
        return new Backoff(initial, max, Math::random);
    }

    private static boolean rejectLongerThan(Duration max, Configuration configuration) {
        configuration.parsed(INITIAL_DELAY, text -> {
            throw Configuration.unusable(
                    INITIAL_DELAY,
                    text,
                    "no longer than " + MAX_DELAY + ", which is "
                            + configuration.value(MAX_DELAY).orElse(max.toSeconds() + "s"));
        });
        return false;
    }

    private static Set<String> origins(String list) {
        return Stream.of(list.split(","))
                .map(origin -> origin(origin.strip().toLowerCase(Locale.ROOT)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String origin(String text) {
        if (!text.matches("https?://[^/?#@\\s]+")) {
            throw Configuration.unusable(ORIGINS, text, "an origin such as https://app.example.org");
        }
        return text;
    }

    /** The settings of the client and its server. */
    public ConnectionSettings connection() {
        return connection;
    }

    /** The settings of listeners. */
    public ListenerSettings listeners() {
        return listeners;
    }

    /** The settings of consumers. */
    public ConsumerSettings consumers() {
        return consumers;
    }

    /** The settings of the writers of answers. */
    public AnswerSettings answers() {
        return answers;
    }

    /** The pause between two attempts of a read. */
    Backoff readRetry() {
        return readRetry;
    }

    /** JNDI name of the executor that deliveries run on. */
    String executor() {
        return executor;
    }

    /** JNDI name of the factory of the threads that slow observers run on. */
    Optional<String> threadFactory() {
        return threadFactory;
    }

    /**
     * JNDI name of the factory of the threads that wait; empty: virtual threads from JDK 24 on, else threads of the
     * container's default factory.
     */
    Optional<String> ioThreadFactory() {
        return ioThreadFactory;
    }

    /** How many threads of the executor deliveries take at a time; by default as many as there are processors. */
    int deliveryThreads() {
        return deliveryThreads;
    }

    /** Maximum number of threads of their own that slow observers occupy, besides those. */
    int ownDeliveryThreads() {
        return ownDeliveryThreads;
    }

    /** The origins that may open sockets besides the application's own, in lower case. */
    public Set<String> socketOrigins() {
        return socketOrigins;
    }

    /** The stream over which servers agree which of them delivers to a session. */
    Optional<String> handover() {
        return handover;
    }

    /** How long a server that receives a session waits for its previous owner. */
    Duration handoverPatience() {
        return handoverPatience;
    }
}
