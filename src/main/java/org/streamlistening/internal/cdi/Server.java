package org.streamlistening.internal.cdi;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.streamlistening.server.EmbeddedServer;

/**
 * Where the streams are: at the configured URL, else in the embedded server of this application, of which the first HTTP
 * request tells. Only the embedded one gets the token that lets the application in.
 */
final class Server {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    static final String NONE = "DS-001: no Durable Streams server: set " + Settings.URL + " to its base URL, or"
            + " durable-streams.embedded.enabled to true to run one inside this application";

    private static final String NOT_STARTED = "DS-007: durable-streams.embedded.enabled is true, but the servlet"
            + " container did not start the embedded server in this web application: where the library is in the lib of an"
            + " EAR, name " + EmbeddedServer.class.getName() + " as a listener in web.xml; or set " + Settings.URL;

    private final Optional<URI> configured;
    private final boolean expected;
    private final AtomicReference<@Nullable Embedded> embedded = new AtomicReference<>();

    private final AtomicBoolean missing = new AtomicBoolean();

    private record Embedded(URI url, Map<String, String> headers) {}

    Server(Settings settings) {
        this.configured = settings.url();
        this.expected = settings.embedded();
    }

    /**
     * Takes the address that this request came in at; never a header of it, which anybody may write. And the servlet
     * context: WildFly does not tell it when the application starts.
     */
    void learn(HttpServletRequest request) {
        if (configured.isPresent() || embedded.get() != null) {
            return;
        }
        ServletContext application = request.getServletContext();
        if (application.getAttribute(EmbeddedServer.PATH_ATTRIBUTE) instanceof String path
                && application.getAttribute(EmbeddedServer.TOKEN_ATTRIBUTE) instanceof String token) {
            URI url = URI.create(address(request) + request.getContextPath() + path);
            embedded.compareAndSet(null, new Embedded(url, Map.of("Authorization", "Bearer " + token)));
        } else if (expected && missing.compareAndSet(false, true)) {
            LOG.log(System.Logger.Level.WARNING, NOT_STARTED);
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
                .orElseThrow(() -> new IllegalStateException(whyNot()));
    }

    private String whyNot() {
        if (!expected) {
            return NONE;
        }
        return missing.get()
                ? NOT_STARTED
                : "DS-003: the address of the embedded server is known only after the first HTTP request to this"
                        + " application; set " + Settings.URL + " to use streams before that";
    }

    Map<String, String> headers() {
        return Optional.ofNullable(embedded.get()).map(Embedded::headers).orElse(Map.of());
    }
}
