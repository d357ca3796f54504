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

/**
 * The base URI of the streams of one server. Builds the URI of a stream.
 *
 * @param location where the server is, for error messages, as in {@code at localhost:4437}
 */
public record BaseUri(URI value, String location) {

    public BaseUri {
        if (Authority.hasUserInfo(value)) {
            throw new IllegalArgumentException(
                    "the base URI must not hold a user or password, which would end up in logs: send a header");
        }
        if (Authority.hasInvalidPort(value)) {
            throw new IllegalArgumentException("the port of the base URI must be a number from 0 to 65535");
        }
        if (Authority.of(value).isEmpty()) {
            throw new IllegalArgumentException("the base URI must begin with http:// or https:// and a host");
        }
        if (value.getRawQuery() != null || value.getRawFragment() != null) {
            throw new IllegalArgumentException("the base URI must not hold a query or a fragment: use parameters");
        }
    }

    /**
     * A base URI whose location is its host and port.
     *
     * @throws IllegalArgumentException if it is not an absolute http or https URI, or has a user, a query or a fragment
     */
    public BaseUri(URI value) {
        this(value, Authority.of(value).map(authority -> "at " + authority).orElse(""));
    }

    /** The URI of a stream. Sorts the parameters, so that all clients send caches the same URI (section 10.1). */
    URI resolve(StreamId id, Map<String, String> parameters) {
        SortedMap<String, String> sorted = new TreeMap<>(parameters);
        String query = sorted.entrySet().stream()
                .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
        String uri = value.getScheme() + "://" + value.getRawAuthority() + path(id);
        return URI.create(query.isEmpty() ? uri : uri + "?" + query);
    }

    /** The path of a stream on its server, as in {@code Stream-Forked-From}. */
    String path(StreamId id) {
        String path = value.getRawPath() == null ? "" : value.getRawPath();
        return (path.endsWith("/") ? path : path + "/") + id.path();
    }

    boolean sameOrigin(URI other) {
        return value.getScheme().equalsIgnoreCase(other.getScheme())
                && !Authority.hasUserInfo(other)
                && Authority.of(value).equals(Authority.of(other));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
