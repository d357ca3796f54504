package org.streamlistening.internal.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import org.streamlistening.client.EmbeddedServerEndedException;
import org.streamlistening.client.StreamException;

/**
 * The exceptions of requests without a usable response. Their messages contain no text of the cause, which may quote an
 * address with its query.
 */
final class RequestFailures {

    private RequestFailures() {}

    /** The request could not be sent, or its response did not arrive. */
    static StreamException noResponse(StreamRequest request, BaseUri base, IOException cause) {
        if (cause instanceof ServerEndedException) {
            return new EmbeddedServerEndedException(
                    prefix(request) + cause.getMessage(), request.id().value(), cause);
        }
        return retryable(request, "there is no response from the server " + base.location(), cause);
    }

    /** A failure that another attempt may overcome. */
    static StreamException retryable(StreamRequest request, String reason, Exception cause) {
        return new StreamException(message(request, reason, cause), request.id().value(), 0, true, null, cause);
    }

    /**
     * Configured code of the application failed, such as a supplier of headers that calls a token service.
     *
     * @param reason what could not be computed
     */
    static StreamException configuredCode(StreamRequest request, String reason, Exception cause) {
        if (!(cause instanceof StreamException failure)) {
            return retryable(request, reason, cause);
        }
        String streamId = request.id().value();
        // The code may read another stream, as of tokens. Its 404 must not be taken for the response about this stream.
        return failure.streamId().equals(streamId)
                ? failure
                : new StreamException(
                        message(request, reason, failure),
                        streamId,
                        0,
                        failure.retryable(),
                        failure.retryAfter().orElse(null),
                        failure);
    }

    private static String message(StreamRequest request, String reason, Exception cause) {
        return prefix(request) + reason + " (" + description(cause) + ")";
    }

    private static String prefix(StreamRequest request) {
        return "cannot " + request.action() + " stream '" + request.id() + "': ";
    }

    private static String description(Exception cause) {
        for (Throwable at : Causes.from(cause)) {
            if (at instanceof NoRouteToHostException) {
                return "no route to host";
            }
            if (at instanceof UnknownHostException || at instanceof UnresolvedAddressException) {
                return "unknown host";
            }
            if (at instanceof ConnectException) {
                return "connection refused";
            }
        }
        return cause.getClass().getSimpleName();
    }
}
