package org.streamlistening.inprocess;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request to a server of the same process. Immutable, as long as the caller does not change the body.
 *
 * @since 0.1
 */
public final class InProcessRequest {

    private final String method;
    private final String path;
    private final Optional<String> query;
    private final Map<String, String> headers;
    private final byte[] body;

    /**
     * @param path a slash and the id of the stream, percent-encoded
     * @param query the query, percent-encoded; empty: none
     * @param headers the headers, with names in any case
     * @param body the body, which is not copied: the caller must not change it
     */
    public InProcessRequest(
            String method, String path, Optional<String> query, Map<String, String> headers, byte[] body) {
        this.method = method;
        this.path = path;
        this.query = query;
        this.headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        this.headers.putAll(headers);
        this.body = body;
    }

    /** The HTTP method, in upper case. */
    public String method() {
        return method;
    }

    /** The path, percent-encoded. */
    public String path() {
        return path;
    }

    /** The query, percent-encoded; empty: none. */
    public Optional<String> query() {
        return query;
    }

    /** The value of a header, ignoring the case of its name. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The body, not copied; an empty array without a body. */
    public byte[] body() {
        return body;
    }
}
