package org.streamlistening.internal.http;

import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.http.Transport.Connection;
import org.streamlistening.internal.http.Transport.PendingResponse;
import org.streamlistening.internal.http.Transport.Request;
import org.streamlistening.internal.protocol.ProtocolNames;

/**
 * Sends one request and returns its response. Follows redirects, repeats a request once after a 401, and turns every
 * error response into an exception. For any number of threads.
 */
public final class RequestSender {

    private static final int MAX_REDIRECTS = 5;

    private final ClientSettings settings;
    private final RequestBuilder builder;
    private final ErrorMapper errorMapper;

    /** Whether the server marks its responses: then a 404 without the mark comes from another server. */
    private volatile boolean marksResponses;

    public RequestSender(ClientSettings settings, ErrorMapper errorMapper) {
        this.settings = settings;
        this.builder = new RequestBuilder(settings);
        this.errorMapper = errorMapper;
    }

    /**
     * Sends a request and blocks until the head of the response arrives.
     *
     * @throws StreamException if there is no response, or one that is neither 2xx nor 304
     */
    public StreamResponse send(Connection connection, StreamRequest request) {
        return checked(connection, request, exchange(connection, request));
    }

    /**
     * Sends a request without blocking, if the transport can do that. {@link #awaitResponse} returns its response.
     *
     * @return null if the transport cannot
     * @throws StreamException as {@link #send}
     */
    @Nullable
    public PendingResponse sendAsync(Connection connection, StreamRequest request) {
        try {
            return connection.sendAsync(builder.build(request));
        } catch (IOException e) {
            throw RequestFailures.noResponse(request, settings.base(), e);
        }
    }

    /**
     * Blocks until the head of a pending response arrives.
     *
     * @throws StreamException as {@link #send}
     */
    public StreamResponse awaitResponse(Connection connection, StreamRequest request, PendingResponse pending) {
        try {
            return checked(connection, request, pending.response());
        } catch (IOException e) {
            throw RequestFailures.noResponse(request, settings.base(), e);
        }
    }

    private StreamResponse checked(Connection connection, StreamRequest request, StreamResponse first) {
        StreamResponse response = first;
        Runnable refresh = settings.onUnauthorized();
        if (response.status() == 401 && refresh != null) {
            response.close();
            builder.refreshCredentials(request, refresh);
            response = exchange(connection, request);
        }
        boolean success = response.status() / 100 == 2 || response.status() == 304;
        if (success || isMarked(response)) {
            marksResponses = isMarked(response);
        }
        if (request.method().equals("GET") && success) {
            // The reader checks the head when it reads the body.
            return response;
        }
        if (success || ErrorMapper.dependsOnHeaders(response.status())) {
            requireCompleteHead(request, response);
        }
        if (success) {
            return response;
        }
        try (StreamResponse rejected = response) {
            throw marksResponses && !isMarked(rejected) && rejected.status() == 404
                    ? errorMapper.ofForeignServer(request.action(), request.id())
                    : errorMapper.of(request.action(), request.id(), request.content(), rejected);
        }
    }

    private static boolean isMarked(StreamResponse response) {
        return response.header(ProtocolNames.SERVER).isPresent();
    }

    private static void requireCompleteHead(StreamRequest request, StreamResponse response) {
        if (request.method().equals("HEAD")) {
            return;
        }
        try {
            response.requireCompleteHead();
        } catch (IOException e) {
            response.close();
            throw RequestFailures.retryable(request, "the response was cut off", e);
        }
    }

    private StreamResponse exchange(Connection connection, StreamRequest streamRequest) {
        Request request = builder.build(streamRequest);
        try {
            for (int redirects = 0; ; redirects++) {
                StreamResponse response = connection.send(request);
                URI next = redirects < MAX_REDIRECTS ? redirect(request, response) : null;
                if (next == null) {
                    return response;
                }
                // A truncated address may be the address of another stream.
                requireCompleteHead(streamRequest, response);
                response.close();
                request = request.to(next);
            }
        } catch (IOException e) {
            throw RequestFailures.noResponse(streamRequest, settings.base(), e);
        }
    }

    /** The target of a redirect within the origin; null for any other response. The headers may hold credentials. */
    private @Nullable URI redirect(Request request, StreamResponse response) {
        boolean safe = request.method().equals("GET") || request.method().equals("HEAD");
        boolean repeats = switch (response.status()) {
            case 307, 308 -> true;
            case 301, 302 -> safe;
            default -> false;
        };
        String location = repeats ? response.header("Location").orElse(null) : null;
        if (location == null) {
            return null;
        }
        try {
            URI target = request.uri().resolve(location);
            return settings.base().sameOrigin(target) ? target : null;
        } catch (IllegalArgumentException e) {
            // The location is no URI: the redirect is reported as an error response.
            return null;
        }
    }
}
