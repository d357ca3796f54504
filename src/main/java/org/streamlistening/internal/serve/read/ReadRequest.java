package org.streamlistening.internal.serve.read;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.serve.exchange.ServerRequest;

/**
 * The parts of a read request that its response depends on. Copied on the thread of the request: which of them another
 * thread can still see depends on the container.
 *
 * @param query the raw query
 * @param knownTags the values of {@code If-None-Match}
 * @param isPublic whether shared caches may keep the response
 */
public record ReadRequest(@Nullable String query, List<String> knownTags, boolean isPublic) {

    public static ReadRequest of(ServerRequest request) {
        return new ReadRequest(request.query(), request.headers("If-None-Match"), request.isPublic());
    }
}
