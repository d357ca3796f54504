package org.streamlistening.server;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks whether a request from outside of the application may do what it wants. */
final class Gate {

    private final StreamAccess standard;

    Gate(StreamAccess standard) {
        this.standard = standard;
    }

    /** @throws Refusal 401 or 403 */
    void check(StreamAccess.Operation operation, String streamId, HttpServletRequest request) {
        if (!access(request).permits(operation, streamId, request)) {
            throw refusal(request.getUserPrincipal());
        }
    }

    /** Whether anybody may read anything, so that shared caches may keep it. What an application decides may change. */
    boolean isPublic(HttpServletRequest request) {
        return access(request) instanceof EverybodysAccess everybodys
                && everybodys.permits(StreamAccess.Operation.READ);
    }

    private StreamAccess access(HttpServletRequest request) {
        Object set = request.getServletContext().getAttribute(EmbeddedServer.ACCESS_ATTRIBUTE);
        return set instanceof StreamAccess access ? access : standard;
    }

    private static Refusal refusal(@Nullable Principal principal) {
        return principal == null
                ? new Refusal(401, "this needs authorization", Map.of("WWW-Authenticate", "Bearer"))
                : new Refusal(403, "this is not permitted");
    }
}
