package org.streamlistening.internal.engine.state;

import java.util.Map;

/** A request that is answered with an error status: what the protocol says, and one line that says why. */
public final class ProtocolError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, String> headers;

    public ProtocolError(int status, String reason) {
        this(status, reason, Map.of());
    }

    public ProtocolError(int status, String reason, Map<String, String> headers) {
        // An everyday answer, not a fault: nobody reads its stack.
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

    public static ProtocolError gone() {
        return new ProtocolError(410, "this stream was deleted");
    }

    public static ProtocolError conflict(String reason) {
        return new ProtocolError(409, reason);
    }

    /** Nothing wrong with the request, but it cannot be done now. */
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
