package org.streamlistening.internal.cdi;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.streamlistening.server.EmbeddedServer;

/**
 * Where the streams are: at the configured URL, else in the embedded server of this application, of which the first HTTP
 * request tells. Only the embedded one gets the token that lets the application in.
 */
final class Server {

    private final Optional<URI> configured;
    private final AtomicReference<@Nullable Embedded> embedded = new AtomicReference<>();

    private record Embedded(URI url, Map<String, String> headers) {}

    Server(Optional<URI> configured) {
        this.configured = configured;
    }

    /**
     * Takes the address that this request came in at; never a header of it, which anybody may write. And the servlet
     * context: WildFly does not tell it when the application starts.
     */
    void learn(HttpServletRequest request) {
        ServletContext application = request.getServletContext();
        if (configured.isEmpty()
                && embedded.get() == null
                && application.getAttribute(EmbeddedServer.PATH_ATTRIBUTE) instanceof String path
                && application.getAttribute(EmbeddedServer.TOKEN_ATTRIBUTE) instanceof String token) {
            URI url = URI.create(address(request) + request.getContextPath() + path);
            embedded.compareAndSet(null, new Embedded(url, Map.of("Authorization", "Bearer " + token)));
        }
    }

    private static String address(HttpServletRequest request) {
        String address = request.getLocalAddr();
        String host = address.contains(":") ? "[" + address.replaceFirst("%.*", "") + "]" : address;
        return (request.isSecure() ? "https" : "http") + "://" + host + ":" + request.getLocalPort();
    }

    /** @throws IllegalStateException if it is not known yet */
    URI url() {
        return configured
                .or(() -> Optional.ofNullable(embedded.get()).map(Embedded::url))
                .orElseThrow(() -> new IllegalStateException(
                        "DS-003: the address of the embedded server is known only after the first HTTP request to this"
                                + " application; set " + Settings.URL + " to use streams before that"));
    }

    Map<String, String> headers() {
        return Optional.ofNullable(embedded.get()).map(Embedded::headers).orElse(Map.of());
    }
}
