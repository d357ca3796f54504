package org.streamlistening.server;

import java.util.Map;

/** A request that is answered with an error status: what the protocol says, and one line that says why. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, String> headers;

    Refusal(int status, String reason) {
        this(status, reason, Map.of());
    }

    Refusal(int status, String reason, Map<String, String> headers) {
        // An everyday answer, not a fault: nobody reads its stack.
        super(reason, null, false, false);
        this.status = status;
        this.headers = headers;
    }

    static Refusal badRequest(String reason) {
        return new Refusal(400, reason);
    }

    static Refusal notFound() {
        return new Refusal(404, "there is no such stream");
    }

    static Refusal gone() {
        return new Refusal(410, "this stream was deleted");
    }

    static Refusal conflict(String reason) {
        return new Refusal(409, reason);
    }

    /** Nothing wrong with the request, but it cannot be done now. */
    static Refusal unavailable(String reason) {
        return new Refusal(503, reason, Map.of("Retry-After", "1"));
    }

    int status() {
        return status;
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    Map<String, String> headers() {
        return headers;
    }
}
