package org.streamlistening.server;

import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Says who may do what with which stream. Asked before every operation that does not come from the application itself;
 * the application's own client is always let in.
 *
 * <p>Put one into the {@link jakarta.servlet.ServletContext} under {@link EmbeddedServer#ACCESS_ATTRIBUTE} and it
 * replaces what {@code durable-streams.embedded.access} opens:
 *
 * <pre>{@code
 * StreamAccess access = (operation, streamId, principal) ->
 *         operation == Operation.READ && streamId.startsWith("public/")
 *                 || principal != null && streamId.startsWith("users/" + principal.getName() + "/");
 * servletContext.setAttribute(EmbeddedServer.ACCESS_ATTRIBUTE, access);
 * }</pre>
 *
 * <p>Called on the request's thread, by several at once: it has to be safe for that, and quick. What it throws is
 * logged, and the request is answered with status 500.
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
     * Whether this may be done. A refusal is answered with status 401 if nobody is logged in, else with 403.
     *
     * @param streamId the stream's path below the server's own, decoded, without a slash at its beginning; the stream
     *     may not be there
     * @param principal who is logged in, or null if nobody is
     */
    boolean permits(Operation operation, String streamId, @Nullable Principal principal);

    /** Nothing for the outside: what {@code durable-streams.embedded.access} is by default, {@code none}. */
    static StreamAccess none() {
        return (operation, streamId, principal) -> false;
    }

    /** Everybody may read everything: {@code read}. */
    static StreamAccess readOnly() {
        return (operation, streamId, principal) -> operation == Operation.READ;
    }

    /** Everybody may do everything: {@code all}. */
    static StreamAccess everything() {
        return (operation, streamId, principal) -> true;
    }
}
