package org.streamlistening.internal.http;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.StreamContent;
import org.streamlistening.internal.threads.Awaitable;

/** Sends HTTP requests. Knows nothing of streams, follows no redirects, and leaves the content coding to its caller. */
public interface Transport extends AutoCloseable {

    /**
     * Opens a connection: a scope of requests that end together. Several TCP connections may be behind it.
     *
     * @param silence how long the server may send nothing, before a response begins and in the middle of one
     */
    Connection connect(Duration silence);

    /** Releases the threads of the transport. Each connection must be closed on its own. */
    @Override
    void close();

    /** For any number of threads. */
    interface Connection extends AutoCloseable {

        /**
         * Sends a request and blocks until the head of the response arrives.
         *
         * @throws ResponseTimeoutException if the server sent nothing for too long
         * @throws ServerEndedException if the server has ended and no further request can succeed
         * @throws IOException if there is no response; also after {@link #close()} and after an interrupt
         */
        StreamResponse send(Request request) throws IOException;

        /**
         * Sends a request without blocking, if the transport can do that without a thread per request.
         *
         * @return null if the transport cannot: the caller must use {@link #send}
         * @throws IOException as {@link #send}
         */
        default @Nullable PendingResponse sendAsync(Request request) throws IOException {
            return null;
        }

        /** Ends all requests of this connection at once, from any thread. */
        @Override
        void close();
    }

    /**
     * The response to a request that was sent. The awaited event is the head of the response with the start of its
     * body.
     */
    interface PendingResponse extends Awaitable {

        /**
         * The response. Blocks until its head arrives.
         *
         * @throws IOException as {@link Connection#send}
         */
        StreamResponse response() throws IOException;
    }

    /**
     * An HTTP request.
     *
     * @param content the body with its content type; null: no body
     * @param contentType overrides the type of the content, or declares one without a body; null: the type of the
     *     content
     */
    record Request(
            String method,
            URI uri,
            Map<String, String> headers,
            @Nullable StreamContent content,
            @Nullable String contentType) {

        /** The same request to another address. */
        Request to(URI other) {
            return new Request(method, other, headers, content, contentType);
        }

        /** The value of {@code Content-Type}; null: the request has none. */
        @Nullable
        public String declaredType() {
            return contentType != null || content == null ? contentType : content.contentType();
        }
    }
}
