package org.streamlistening.server;

import java.util.Optional;
import java.util.Set;

/**
 * What browsers have to know before they let pages of other origins use the server. No page gets to use a visitor's
 * cookies: whoever is to be let in sends an {@code Authorization} header.
 */
final class Cors {

    static final String METHODS = "GET, HEAD, PUT, POST, DELETE, OPTIONS";

    private static final String REQUEST_HEADERS = String.join(
            ", ",
            "Authorization",
            "Content-Type",
            "If-None-Match",
            Headers.SEQ,
            Headers.TTL,
            Headers.EXPIRES_AT,
            Headers.CLOSED,
            Headers.FORKED_FROM,
            Headers.FORK_OFFSET,
            Headers.FORK_SUB_OFFSET,
            Headers.PRODUCER_ID,
            Headers.PRODUCER_EPOCH,
            Headers.PRODUCER_SEQ);

    private static final String ANSWER_HEADERS = String.join(
            ", ",
            "ETag",
            "Location",
            "Retry-After",
            Headers.NEXT_OFFSET,
            Headers.EARLIEST_OFFSET,
            Headers.RECREATED,
            Headers.CURSOR,
            Headers.UP_TO_DATE,
            Headers.CLOSED,
            Headers.TTL,
            Headers.EXPIRES_AT,
            Headers.SSE_DATA_ENCODING,
            Headers.PRODUCER_EPOCH,
            Headers.PRODUCER_SEQ,
            Headers.PRODUCER_EXPECTED_SEQ,
            Headers.PRODUCER_RECEIVED_SEQ);

    private final Set<String> origins;

    Cors(Set<String> origins) {
        this.origins = origins;
    }

    void allow(Optional<String> origin, ServerResponse response) {
        if (origins.contains("*")) {
            allow("*", response);
        } else if (!origins.isEmpty()) {
            response.addHeader("Vary", "Origin");
            origin.filter(origins::contains).ifPresent(known -> allow(known, response));
        }
    }

    private static void allow(String origin, ServerResponse response) {
        response.setHeader("Access-Control-Allow-Origin", origin);
        response.setHeader("Access-Control-Expose-Headers", ANSWER_HEADERS);
    }

    /** What a browser asks before it sends anything that a form could not send. */
    void preflight(ServerResponse response) {
        response.setHeader("Allow", METHODS);
        if (response.containsHeader("Access-Control-Allow-Origin")) {
            response.setHeader("Access-Control-Allow-Methods", METHODS);
            response.setHeader("Access-Control-Allow-Headers", REQUEST_HEADERS);
            response.setHeader("Access-Control-Max-Age", "600");
        }
    }
}
