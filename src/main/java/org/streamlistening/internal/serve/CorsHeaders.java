package org.streamlistening.internal.serve;

import java.util.Optional;
import java.util.Set;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.serve.exchange.ServerResponse;

/**
 * The CORS headers, by which browsers allow pages of other origins to use the server. Cookies are never allowed: such a
 * page sends an {@code Authorization} header.
 */
final class CorsHeaders {

    static final String METHODS = "GET, HEAD, PUT, POST, DELETE, OPTIONS";

    private static final String REQUEST_HEADERS = String.join(
            ", ",
            "Authorization",
            "Content-Type",
            "If-None-Match",
            ProtocolNames.SEQ,
            ProtocolNames.TTL,
            ProtocolNames.EXPIRES_AT,
            ProtocolNames.CLOSED,
            ProtocolNames.FORKED_FROM,
            ProtocolNames.FORK_OFFSET,
            ProtocolNames.FORK_SUB_OFFSET,
            ProtocolNames.PRODUCER_ID,
            ProtocolNames.PRODUCER_EPOCH,
            ProtocolNames.PRODUCER_SEQ);

    private static final String RESPONSE_HEADERS = String.join(
            ", ",
            "ETag",
            "Location",
            "Retry-After",
            ProtocolNames.NEXT_OFFSET,
            ProtocolNames.EARLIEST_OFFSET,
            ProtocolNames.RECREATED,
            ProtocolNames.CURSOR,
            ProtocolNames.UP_TO_DATE,
            ProtocolNames.CLOSED,
            ProtocolNames.TTL,
            ProtocolNames.EXPIRES_AT,
            ProtocolNames.SSE_DATA_ENCODING,
            ProtocolNames.PRODUCER_EPOCH,
            ProtocolNames.PRODUCER_SEQ,
            ProtocolNames.PRODUCER_EXPECTED_SEQ,
            ProtocolNames.PRODUCER_RECEIVED_SEQ);

    private final Set<String> origins;

    CorsHeaders(Set<String> origins) {
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
        response.setHeader("Access-Control-Expose-Headers", RESPONSE_HEADERS);
    }

    /** The headers of the response to a preflight request of a browser. */
    void preflight(ServerResponse response) {
        response.setHeader("Allow", METHODS);
        if (response.containsHeader("Access-Control-Allow-Origin")) {
            response.setHeader("Access-Control-Allow-Methods", METHODS);
            response.setHeader("Access-Control-Allow-Headers", REQUEST_HEADERS);
            response.setHeader("Access-Control-Max-Age", "600");
        }
    }
}
