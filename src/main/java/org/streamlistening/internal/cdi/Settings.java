package org.streamlistening.internal.cdi;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.streamlistening.ListenOptions;
import org.streamlistening.LiveMode;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.StreamId;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.internal.listen.Backoff;
import org.streamlistening.internal.listen.StreamKey;

/**
 * What is configured, read anew each time: all keys begin with {@code durable-streams.}.
 *
 * @param configuration of the application
 */
record Settings(Configuration configuration) {

    static final String URL = "durable-streams.url";

    private static final String EMBEDDED = "durable-streams.embedded.enabled";
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final int DEFAULT_CHUNK = 1 << 20;

    /** Reads every value once, so that one that cannot be used is found at deployment. */
    void check() {
        url();
        timeout("");
        live("");
        transport();
        readRetry();
        observerRetries();
        maxResponseBytes();
        socketOrigins();
    }

    /** The base URL of the server, if one is configured. */
    Optional<URI> url() {
        return configuration.value(URL).map(text -> {
            try {
                URI url = new URI(text);
                if (!url.isAbsolute() || url.getHost() == null) {
                    throw Configuration.unusable(URL, text, "an absolute http or https URL");
                }
                return url;
            } catch (URISyntaxException e) {
                throw Configuration.unusable(URL, text, "a URL: " + e.getMessage());
            }
        });
    }

    boolean embedded() {
        return configuration.flag(EMBEDDED);
    }

    /** JNDI name of the executor that deliveries run on. */
    String executor() {
        return configuration.value("durable-streams.executor").orElse("java:comp/DefaultManagedExecutorService");
    }

    ClientTransport transport() {
        String key = "durable-streams.transport";
        return configuration
                .value(key)
                .map(text -> switch (text) {
                    case "rest" -> ClientTransport.JAKARTA_REST;
                    case "jdk" -> ClientTransport.JAVA_NET_HTTP;
                    default -> throw Configuration.unusable(key, text, "rest or jdk");
                })
                .orElse(ClientTransport.JAKARTA_REST);
    }

    int maxResponseBytes() {
        return configuration
                .number("durable-streams.max-response-bytes")
                .map(Math::toIntExact)
                .orElse(DEFAULT_CHUNK);
    }

    /** The origins that may open sockets besides the application's own, in lower case. */
    Set<String> socketOrigins() {
        String key = "durable-streams.websocket.origins";
        return configuration.value(key).stream()
                .flatMap(list -> Stream.of(list.split(",")))
                .map(origin -> origin.strip().toLowerCase(Locale.ROOT))
                .peek(origin -> {
                    if (!origin.matches("https?://[^/?#@\\s]+")) {
                        throw Configuration.unusable(key, origin, "an origin such as https://app.example.org");
                    }
                })
                .collect(Collectors.toUnmodifiableSet());
    }

    Backoff readRetry() {
        return new Backoff(
                configuration.duration("durable-streams.retry.initial-delay").orElse(Duration.ofMillis(500)),
                configuration.duration("durable-streams.retry.max-delay").orElse(Duration.ofSeconds(30)),
                Math::random);
    }

    int observerRetries() {
        return configuration
                .number("durable-streams.observer.retries")
                .map(Math::toIntExact)
                .orElse(5);
    }

    /** What the listener of this name reads when it is asked for this stream. */
    StreamKey key(String listener, String streamId, ListenOptions options) {
        LiveMode live = options.live();
        Duration timeout = options.timeout();
        return new StreamKey(
                StreamId.of(streamId).value(),
                live == null ? live(listener) : live,
                timeout == null ? timeout(listener) : timeout);
    }

    private Duration timeout(String listener) {
        return configuration
                .duration(of(listener, "timeout"))
                .or(() -> configuration.duration("durable-streams.timeout"))
                .orElse(DEFAULT_TIMEOUT);
    }

    private LiveMode live(String listener) {
        String key = of(listener, "live");
        return configuration
                .value(key)
                .or(() -> configuration.value("durable-streams.live"))
                .map(text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "long-poll" -> LiveMode.LONG_POLL;
                    case "sse" -> LiveMode.SSE;
                    case "auto" -> LiveMode.AUTO;
                    default -> throw Configuration.unusable("durable-streams.live", text, "long-poll, sse or auto");
                })
                .orElse(LiveMode.LONG_POLL);
    }

    private static String of(String listener, String key) {
        return listener.isEmpty() ? "durable-streams." + key : "durable-streams.listener." + listener + "." + key;
    }
}
