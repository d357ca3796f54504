package org.streamlistening.server;

import jakarta.servlet.http.HttpServletRequest;
import org.streamlistening.internal.serve.servlet.PublicAccess;

/**
 * Permits or denies each request to the embedded server. Called before every operation of a caller other than the
 * application itself, whose own client may do everything. Default: {@link #none()}.
 *
 * <p>A CDI bean of this type replaces {@code durable-streams.embedded.access}:
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
 * <p>With several such beans, the deployment fails (DS-018). The bean can have any scope that is active in a request,
 * and can inject beans of the caller's session. An application without CDI sets the {@link
 * jakarta.servlet.ServletContext} attribute {@link EmbeddedServer#ACCESS_ATTRIBUTE} in place of a bean.
 *
 * <p><strong>Threads and errors.</strong> Called on the thread of the request, concurrently for several requests: it
 * must be thread-safe and fast. An exception is logged, and the request gets status 500 and changes
 * nothing. A permission lasts for one request; a permitted live read continues until its request ends ({@code
 * long-poll-timeout}, {@code sse-duration}).
 *
 * @since 0.1
 */
@FunctionalInterface
public interface StreamAccess {

    /** The operation of a request. */
    enum Operation {
        /** Create a stream, with content or closed if the request says so. */
        CREATE,
        /** Append to a stream, or close it. */
        APPEND,
        /** Read a stream or its metadata; also checked for the source of a fork. */
        READ,
        /** Delete a stream. */
        DELETE
    }

    /**
     * Whether the caller may do this. If not, the response is 401 for a caller that is not logged in, else 403, whether
     * the stream exists or not.
     *
     * @param streamId the path of the stream below the path of the server, decoded, without a leading slash; untrusted
     *     input
     * @param request identifies the caller ({@link HttpServletRequest#getUserPrincipal()}, null for a caller that is
     *     not logged in; {@link HttpServletRequest#isUserInRole}). Do not read its body or its parameters
     */
    boolean permits(Operation operation, String streamId, HttpServletRequest request);

    /**
     * Only the application itself may do anything: {@code none}, the default of {@code
     * durable-streams.embedded.access}.
     */
    static StreamAccess none() {
        return PublicAccess.NONE;
    }

    /** Every caller may read every stream: {@code read}. */
    static StreamAccess readOnly() {
        return PublicAccess.READ;
    }

    /** Every caller may do everything: {@code all}. */
    static StreamAccess everything() {
        return PublicAccess.ALL;
    }
}
