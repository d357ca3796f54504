package org.streamlistening.internal.serve.exchange;

import java.util.Map;

/** The error response to a request: the status that the protocol defines, headers, and one line with the reason. */
public final class ProtocolError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, String> headers;

    public ProtocolError(int status, String reason) {
        this(status, reason, Map.of());
    }

    public ProtocolError(int status, String reason, Map<String, String> headers) {
        // A regular response, without a stack trace: it is not a fault of the server.
        super(reason, null, false, false);
        this.status = status;
        this.headers = headers;
    }

    public static ProtocolError badRequest(String reason) {
        return new ProtocolError(400, reason);
    }

    public static ProtocolError notFound() {
        return new ProtocolError(404, "there is no such stream");
    }

    /** A valid request that the server cannot carry out now. */
    public static ProtocolError unavailable(String reason) {
        return new ProtocolError(503, reason, Map.of("Retry-After", "1"));
    }

    public int status() {
        return status;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }

    public Map<String, String> headers() {
        return headers;
    }
}
