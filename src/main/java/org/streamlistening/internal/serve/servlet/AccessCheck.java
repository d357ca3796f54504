package org.streamlistening.internal.serve.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.ProtocolError;
import org.streamlistening.server.EmbeddedServer;
import org.streamlistening.server.StreamAccess;

/** Asks whether a request from outside of the application may do what it wants. */
public final class AccessCheck {

    private final StreamAccess standard;

    public AccessCheck(StreamAccess standard) {
        this.standard = standard;
    }

    /** @throws ProtocolError 401 or 403 */
    void check(StreamAccess.Operation operation, String streamId, HttpServletRequest request) {
        if (!access(request).permits(operation, streamId, request)) {
            throw refusal(request.getUserPrincipal());
        }
    }

    /** Whether anybody may read anything, so that shared caches may keep it. What an application decides may change. */
    boolean isPublic(HttpServletRequest request) {
        return access(request) instanceof PublicAccess everybodys && everybodys.permits(StreamAccess.Operation.READ);
    }

    private StreamAccess access(HttpServletRequest request) {
        Object set = request.getServletContext().getAttribute(EmbeddedServer.ACCESS_ATTRIBUTE);
        return set instanceof StreamAccess access ? access : standard;
    }

    private static ProtocolError refusal(@Nullable Principal principal) {
        return principal == null
                ? new ProtocolError(401, "this needs authorization", Map.of("WWW-Authenticate", "Bearer"))
                : new ProtocolError(403, "this is not permitted");
    }
}
