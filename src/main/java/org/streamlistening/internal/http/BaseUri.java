package org.streamlistening.internal.http;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.streamlistening.client.StreamId;
import org.streamlistening.internal.protocol.Authority;

/** Where the streams are, and how the URI of one is made. */
public record BaseUri(URI value) {

    /** Of a server in this process, which has no address: only path and query of what is made of it count. */
    public static final BaseUri IN_PROCESS = new BaseUri(URI.create("http://in-process/"));

    public BaseUri {
        if (Authority.hasUser(value)) {
            throw new IllegalArgumentException(
                    "the base URI must not hold a user or password, which would end up in logs: send a header");
        }
        if (Authority.hasUnusablePort(value)) {
            throw new IllegalArgumentException("the port of the base URI must be a number from 0 to 65535");
        }
        if (Authority.of(value).isEmpty()) {
            throw new IllegalArgumentException("the base URI must begin with http:// or https:// and a host");
        }
        if (value.getRawQuery() != null || value.getRawFragment() != null) {
            throw new IllegalArgumentException("the base URI must not hold a query or a fragment: use parameters");
        }
    }

    /** The URI of a stream. Parameters are sorted, so that every client asks caches the same question (section 10.1). */
    URI of(StreamId id, Map<String, String> parameters) {
        SortedMap<String, String> sorted = new TreeMap<>(parameters);
        String query = sorted.entrySet().stream()
                .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
        String uri = value.getScheme() + "://" + value.getRawAuthority() + path(id);
        return URI.create(query.isEmpty() ? uri : uri + "?" + query);
    }

    /** The path of a stream on its server, as one stream names another. */
    String path(StreamId id) {
        String path = value.getRawPath() == null ? "" : value.getRawPath();
        return (path.endsWith("/") ? path : path + "/") + id.path();
    }

    boolean sameOrigin(URI other) {
        return value.getScheme().equalsIgnoreCase(other.getScheme())
                && !Authority.hasUser(other)
                && authority().equals(Authority.of(other).orElse(null));
    }

    /** Where the server is, for messages. */
    String place() {
        return equals(IN_PROCESS) ? "in this process" : "at " + authority();
    }

    /** Host and port, also of hosts that {@link URI#getHost()} does not know. */
    Authority authority() {
        return Authority.of(value).orElseThrow();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
