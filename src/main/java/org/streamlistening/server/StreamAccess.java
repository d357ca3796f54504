package org.streamlistening.server;

import jakarta.servlet.http.HttpServletRequest;
import org.streamlistening.internal.serve.servlet.PublicAccess;

/**
 * Says who may do what with which stream. Asked before every operation that does not come from the application itself;
 * the application's own client is always let in.
 *
 * <p>Make a CDI bean of one and it replaces what {@code durable-streams.embedded.access} opens, which is nothing by
 * default: what it permits can be done, everything else cannot.
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
 * <p>There can be one such bean (DS-018 otherwise); it may have any scope that is active in a request, and inject what
 * belongs to the caller's session. An application without CDI leaves one in its
 * {@link jakarta.servlet.ServletContext} under {@link EmbeddedServer#ACCESS_ATTRIBUTE} instead.
 *
 * <p>Called on the request's thread, by several at once: it has to be safe for that, and quick. What it throws is
 * logged, and the request is answered with status 500 and does nothing. What it decides holds for one request; a
 * live reader that was let in stays until that request ends ({@code long-poll-timeout}, {@code sse-duration}).
 */
@FunctionalInterface
public interface StreamAccess {

    /** What somebody wants to do. */
    enum Operation {
        /** Make a stream, which may have its first bytes and its end from the start. */
        CREATE,
        /** Append to a stream, or close it. */
        APPEND,
        /** Read a stream or what is known about it; also needed for the source of a fork. */
        READ,
        /** Delete a stream. */
        DELETE
    }

    /**
     * Whether this may be done. A refusal is answered with status 401 if nobody is logged in, else with 403, whether the
     * stream is there or not.
     *
     * @param streamId the stream's path below the server's own, decoded, without a slash at its beginning; written by
     *     whoever asks
     * @param request tells who asks ({@link HttpServletRequest#getUserPrincipal()}, null if nobody is logged in;
     *     {@link HttpServletRequest#isUserInRole}). Its body is not to be read, nor its parameters
     */
    boolean permits(Operation operation, String streamId, HttpServletRequest request);

    /** Nothing for the outside: what {@code durable-streams.embedded.access} is by default, {@code none}. */
    static StreamAccess none() {
        return PublicAccess.NONE;
    }

    /** Everybody may read everything: {@code read}. */
    static StreamAccess readOnly() {
        return PublicAccess.READ;
    }

    /** Everybody may do everything: {@code all}. */
    static StreamAccess everything() {
        return PublicAccess.ALL;
    }
}
