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
 * Where the streams are: at the configured URL, else in the embedded server of this application, whose address the first
 * HTTP request tells. Only the embedded one gets the token that lets the application in.
 */
final class Server {

    private final Optional<URI> configured;
    private final @Nullable ServletContext application;
    private final AtomicReference<@Nullable URI> embedded = new AtomicReference<>();

    /** @param application null outside of a servlet container */
    Server(Optional<URI> configured, @Nullable ServletContext application) {
        this.configured = configured;
        this.application = application;
    }

    /** Takes the address that this request came in at; never a header of it, which anybody may write. */
    void learn(HttpServletRequest request) {
        String path = attribute(EmbeddedServer.PATH_ATTRIBUTE).orElse(null);
        if (configured.isPresent() || path == null || embedded.get() != null) {
            return;
        }
        String address = request.getLocalAddr();
        String host = address.contains(":") ? "[" + address.replaceFirst("%.*", "") + "]" : address;
        String scheme = request.isSecure() ? "https" : "http";
        embedded.compareAndSet(
                null,
                URI.create(scheme + "://" + host + ":" + request.getLocalPort() + request.getContextPath() + path));
    }

    /** @throws IllegalStateException if it is not known yet */
    URI url() {
        return configured
                .or(() -> Optional.ofNullable(embedded.get()))
                .orElseThrow(() -> new IllegalStateException(
                        "DS-003: the address of the embedded server is known only after the first HTTP request to this"
                                + " application; set " + Settings.URL + " to use streams before that"));
    }

    Map<String, String> headers() {
        return configured.isPresent()
                ? Map.of()
                : attribute(EmbeddedServer.TOKEN_ATTRIBUTE)
                        .map(token -> Map.of("Authorization", "Bearer " + token))
                        .orElse(Map.of());
    }

    private Optional<String> attribute(String name) {
        return Optional.ofNullable(application).map(context -> (String) context.getAttribute(name));
    }
}
