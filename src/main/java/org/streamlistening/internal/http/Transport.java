package org.streamlistening.internal.http;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.StreamContent;
import org.streamlistening.internal.threads.Awaitable;

/** Sends requests; knows HTTP and nothing of streams. Redirects are not followed, contents not decoded. */
public interface Transport extends AutoCloseable {

    /**
     * What asks on its own: closing it ends its requests and nobody else's.
     *
     * @param silence how long a server may say nothing, before its answer begins and in the middle of it
     */
    Connection connect(Duration silence);

    /** Ends all connections. */
    @Override
    void close();

    /** For any number of threads. */
    interface Connection extends AutoCloseable {

        /**
         * Sends one request and waits for the head of the answer.
         *
         * @throws ResponseTimeoutException if the server said nothing for too long
         * @throws IOException if there is no answer, also because of {@link #close()}
         */
        StreamResponse send(Request request) throws IOException;

        /**
         * Sends one request and does not wait, where the transport can do so without a thread of its own.
         *
         * @return null if the transport cannot: the request has to be {@linkplain #send sent}
         * @throws IOException as {@link #send}
         */
        default @Nullable Pending begin(Request request) throws IOException {
            return null;
        }

        /** Ends every request of this connection, at once, also in other threads. */
        @Override
        void close();
    }

    /** A request that was sent, and its answer: what is awaited is the head of it and the beginning of its body. */
    interface Pending extends Awaitable {

        /**
         * The answer; waits for its head if that is not there.
         *
         * @throws IOException as {@link Connection#send}
         */
        StreamResponse answer() throws IOException;
    }

    /**
     * One request.
     *
     * @param body what is sent, with its content type; null: nothing
     * @param contentType overrides the type of the body, or declares one where nothing is sent; null: of the body
     */
    record Request(
            String method,
            URI uri,
            Map<String, String> headers,
            @Nullable StreamContent body,
            @Nullable String contentType) {

        /** The same request to another address. */
        Request to(URI other) {
            return new Request(method, other, headers, body, contentType);
        }

        @Nullable
        public String declaredType() {
            return contentType != null || body == null ? contentType : body.contentType();
        }
    }
}
