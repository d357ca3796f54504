package org.streamlistening.server;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Principal;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets the application itself in, known by a token that nobody else has, and asks about everybody else. */
final class Gate {

    private static final int TOKEN_BYTES = 32;
    private static final String SCHEME = "Bearer ";

    private final String token;
    private final StreamAccess standard;

    Gate(StreamAccess standard) {
        this.standard = standard;
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    String token() {
        return token;
    }

    /** @throws Refusal 401 or 403 */
    void check(StreamAccess.Operation operation, String streamId, HttpServletRequest request) {
        if (isApplication(request)) {
            return;
        }
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

    private boolean isApplication(HttpServletRequest request) {
        String given = request.getHeader("Authorization");
        // Takes as long for a token that is nearly right as for any other one.
        return given != null
                && given.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(bytes(given.substring(SCHEME.length())), bytes(token));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Refusal refusal(@Nullable Principal principal) {
        return principal == null
                ? new Refusal(401, "this needs authorization", Map.of("WWW-Authenticate", "Bearer"))
                : new Refusal(403, "this is not permitted");
    }
}
