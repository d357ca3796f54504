package org.streamlistening.server;

import jakarta.servlet.http.HttpServletRequest;
import org.streamlistening.internal.serve.servlet.PublicAccess;

/**
 * Decides which caller may do which operation with which stream. The server calls it before every operation from outside of the
 * application. The client of the application itself has all permissions.
 *
 * <p>A CDI bean of this type replaces {@code durable-streams.embedded.access}, whose default is {@code none}. An operation that
 * the bean does not permit is rejected.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class Access implements StreamAccess {
 *
 *     @Override
 *     public boolean permits(Operation operation, String streamId, HttpServletRequest request) {
 *         Principal user = request.getUserPrincipal();
 *         return (operation == Operation.READ && streamId.startsWith("public/"))
 *                 || (user != null && streamId.startsWith("users/" + user.getName() + "/"))
 *                 || request.isUserInRole("admin");
 *     }
 * }
 * }</pre>
 *
 * <p>An application has at most one such bean (DS-018 otherwise). The bean can have any scope that is active in a request, and
 * can inject beans of the caller's session. An application without CDI sets the attribute
 * {@link EmbeddedServer#ACCESS_ATTRIBUTE} of its {@link jakarta.servlet.ServletContext} instead.
 *
 * <p>The server calls it on the threads of requests, concurrently: it must be thread-safe, and return quickly. If it throws, the
 * server logs the exception, responds with status 500, and does not carry out the operation. A decision is valid for one
 * request; a permitted live reader stays until its request ends ({@code long-poll-timeout}, {@code sse-duration}).
 *
 * @since 0.1
 */
@FunctionalInterface
public interface StreamAccess {

    /** An operation on a stream. */
    enum Operation {
        /** Create a stream, possibly with its first bytes, possibly closed. */
        CREATE,
        /** Append to a stream, or close it. */
        APPEND,
        /** Read a stream or its metadata; also required for the source of a fork. */
        READ,
        /** Delete a stream. */
        DELETE
    }

    /**
     * Whether the operation is permitted. If not, the response has status 401 for a caller that is not authenticated, else
     * 403, whether the stream exists or not.
     *
     * @param streamId the decoded path of the stream below the path of the server, without a leading slash; untrusted, since
     *     the caller chooses it
     * @param request the request, with the caller ({@link HttpServletRequest#getUserPrincipal()}, null if the caller is not
     *     authenticated; {@link HttpServletRequest#isUserInRole}). This method must not read its body or its parameters
     */
    boolean permits(Operation operation, String streamId, HttpServletRequest request);

    /** Permits nothing: {@code none}, the default of {@code durable-streams.embedded.access}. */
    static StreamAccess none() {
        return PublicAccess.NONE;
    }

    /** Permits every caller to read all streams: {@code read}. */
    static StreamAccess readOnly() {
        return PublicAccess.READ;
    }

    /** Permits every caller all operations: {@code all}. */
    static StreamAccess everything() {
        return PublicAccess.ALL;
    }
}
