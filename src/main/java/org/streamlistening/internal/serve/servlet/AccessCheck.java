package org.streamlistening.internal.serve.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.serve.exchange.ProtocolError;
import org.streamlistening.server.EmbeddedServer;
import org.streamlistening.server.StreamAccess;

/** Checks the permission of requests from outside of the application. */
public final class AccessCheck {

    private final StreamAccess standard;

    public AccessCheck(StreamAccess standard) {
        this.standard = standard;
    }

    /** @throws ProtocolError 401 or 403 */
    void check(StreamAccess.Operation operation, String streamId, HttpServletRequest request) {
        if (!access(request).permits(operation, streamId, request)) {
            throw rejection(request.getUserPrincipal());
        }
    }

    /**
     * Whether all streams are public, so that shared caches may keep responses. The rules of an application can change.
     */
    boolean isPublic(HttpServletRequest request) {
        return access(request) instanceof PublicAccess rule && rule.permits(StreamAccess.Operation.READ);
    }

    private StreamAccess access(HttpServletRequest request) {
        Object attribute = request.getServletContext().getAttribute(EmbeddedServer.ACCESS_ATTRIBUTE);
        return attribute instanceof StreamAccess access ? access : standard;
    }

    private static ProtocolError rejection(@Nullable Principal principal) {
        return principal == null
                ? new ProtocolError(401, "this needs authorization", Map.of("WWW-Authenticate", "Bearer"))
                : new ProtocolError(403, "this is not permitted");
    }
}
