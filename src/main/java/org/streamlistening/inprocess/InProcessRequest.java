package org.streamlistening.inprocess;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A request to a server of the same process. Immutable, if nobody changes the body. */
public final class InProcessRequest {

    private final String method;
    private final String path;
    private final Optional<String> query;
    private final Map<String, String> headers;
    private final byte[] body;

    /**
     * @param path percent-encoded: a slash, and the id of the stream
     * @param query percent-encoded; empty: none
     * @param headers their names in any case
     * @param body is not copied, and must not be changed any more
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

    /** The value of a header, whatever the case of its name. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The body, not copied; no bytes if there is none. */
    public byte[] body() {
        return body;
    }
}
