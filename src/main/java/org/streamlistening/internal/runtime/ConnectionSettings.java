package org.streamlistening.internal.runtime;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.internal.config.Configuration;

/** The configuration of the client and its server, read once. */
public final class ConnectionSettings {

    private static final String URL = "durable-streams.url";
    private static final int DEFAULT_CHUNK = 1 << 20;
    private static final int LEAST_CHUNK = 1024;

    private final ClientTransport transport;
    private final Optional<URI> url;
    private final boolean embedded;
    private final int maxResponseBytes;
    private final Optional<Long> maxUnfinishedBytes;
    private final Duration maintenanceTimeout;

    /** @throws IllegalArgumentException if a value cannot be used, unless the configuration reports it */
    ConnectionSettings(Configuration configuration) {
        transport = transport(configuration);
        url = configuration.parsed(URL, this::url);
        embedded = configuration.flag("durable-streams.embedded.enabled");
        maxResponseBytes = configuration
                .integer("durable-streams.max-response-bytes", LEAST_CHUNK, Integer.MAX_VALUE)
                .orElse(DEFAULT_CHUNK);
        maxUnfinishedBytes = configuration.number("durable-streams.max-unfinished-bytes", LEAST_CHUNK, Long.MAX_VALUE);
        maintenanceTimeout =
                configuration.duration("durable-streams.maintenance-timeout").orElse(Duration.ofHours(1));
    }

    private static ClientTransport transport(Configuration configuration) {
        String key = "durable-streams.transport";
        return configuration
                .parsed(key, text -> switch (text) {
                    case "rest" -> ClientTransport.JAKARTA_REST;
                    case "jdk" -> ClientTransport.JAVA_NET_HTTP;
                    default -> throw Configuration.unusable(key, text, "rest or jdk");
                })
                .orElse(ClientTransport.JAKARTA_REST);
    }

    private URI url(String text) {
        try {
            URI parsed = new URI(text);
            // A URL that the client rejects fails the deployment.
            DurableStreamsClient.builder(parsed);
            if (parsed.getHost() == null && transport == ClientTransport.JAVA_NET_HTTP) {
                throw new IllegalArgumentException(
                        "a host without '_', which java.net.http (durable-streams.transport=jdk) rejects");
            }
            return parsed;
        } catch (URISyntaxException e) {
            throw unusableUrl(text, e.getReason());
        } catch (IllegalArgumentException e) {
            throw unusableUrl(text, String.valueOf(e.getMessage()));
        }
    }

    /** Keeps a password in the URL out of the log. */
    private static IllegalArgumentException unusableUrl(String text, String why) {
        return Configuration.unusable(
                URL, text.replaceFirst("//[^/]*@", "//…@"), "an absolute http or https URL: " + why);
    }

    /** The base URL of the server, if one is configured. */
    public Optional<URI> url() {
        return url;
    }

    public boolean embedded() {
        return embedded;
    }

    ClientTransport transport() {
        return transport;
    }

    int maxResponseBytes() {
        return maxResponseBytes;
    }

    /** How much the unfinished messages of all readers may hold together; empty: a part of the heap. */
    Optional<Long> maxUnfinishedBytes() {
        return maxUnfinishedBytes;
    }

    /** How long responses of a proxy, instead of the server, count as a transient failure. */
    Duration maintenanceTimeout() {
        return maintenanceTimeout;
    }
}
