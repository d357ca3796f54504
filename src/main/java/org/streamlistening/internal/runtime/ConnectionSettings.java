package org.streamlistening.internal.runtime;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.internal.config.Configuration;

/** The configuration of the client and its server. Each call reads the configuration again. */
public record ConnectionSettings(Configuration configuration) {

    private static final String URL = "durable-streams.url";
    private static final int DEFAULT_CHUNK = 1 << 20;
    private static final int LEAST_CHUNK = 1024;

    /** Reads every value once. */
    void readAll() {
        url();
        transport();
        maxResponseBytes();
        maxUnfinishedBytes();
        maintenanceTimeout();
    }

    /** The base URL of the server, if one is configured. */
    public Optional<URI> url() {
        return configuration.parsed(URL, text -> {
            try {
                URI url = new URI(text);
                // A URL that the client rejects fails the deployment.
                DurableStreamsClient.builder(url);
                if (url.getHost() == null && transport() == ClientTransport.JAVA_NET_HTTP) {
                    throw new IllegalArgumentException(
                            "a host without '_', which java.net.http (durable-streams.transport=jdk) rejects");
                }
                return url;
            } catch (URISyntaxException e) {
                throw unusableUrl(text, e.getReason());
            } catch (IllegalArgumentException e) {
                throw unusableUrl(text, String.valueOf(e.getMessage()));
            }
        });
    }

    /** Keeps a password in the URL out of the log. */
    private static IllegalArgumentException unusableUrl(String text, String why) {
        return Configuration.unusable(
                URL, text.replaceFirst("//[^/]*@", "//…@"), "an absolute http or https URL: " + why);
    }

    public boolean embedded() {
        return configuration.flag("durable-streams.embedded.enabled");
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

    /** How long responses of a proxy, instead of the server, count as a transient failure. */
    Duration maintenanceTimeout() {
        return configuration.duration("durable-streams.maintenance-timeout").orElse(Duration.ofHours(1));
    }
}
