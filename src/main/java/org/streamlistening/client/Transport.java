package org.streamlistening.client;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends requests; knows HTTP and nothing of streams. Redirects are not followed, contents not decoded. */
interface Transport extends AutoCloseable {

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
         * @throws java.net.http.HttpTimeoutException if the server said nothing for too long
         * @throws IOException if there is no answer, also because of {@link #close()}
         */
        Answer send(Request request) throws IOException;

        /** Ends every request of this connection, at once, also in other threads. */
        @Override
        void close();
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

        @Nullable
        String declaredType() {
            return contentType != null || body == null ? contentType : body.contentType();
        }
    }
}
