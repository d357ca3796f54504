package org.streamlistening.internal.socket;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.protocol.Authority;

/**
 * The origins whose pages may open a socket. Browsers send the cookies of a site with the handshakes of every page, and
 * name the origin of the page in {@code Origin} (RFC 6455, section 10.2).
 */
public final class Origins {

    private final Set<String> others;

    /** @param others origins that are allowed besides that of the application, in the notation of browsers */
    public Origins(Set<String> others) {
        this.others = others;
    }

    /**
     * Whether a page of this origin may open a socket.
     *
     * @param origin the {@code Origin} header; null if the client is no browser, and sends cookies only by its own
     *     decision
     * @param host the {@code Host} header of the same request
     * @param secure whether the request came over TLS
     */
    public boolean allow(@Nullable String origin, @Nullable String host, boolean secure) {
        if (origin == null) {
            return true;
        }
        String normal = origin.toLowerCase(Locale.ROOT);
        return others.contains(normal) || (host != null && isOwn(normal, host.toLowerCase(Locale.ROOT), secure));
    }

    /** Ignores the scheme, since a proxy can end TLS, but rejects an insecure page for a secure request. */
    private static boolean isOwn(String origin, String host, boolean secure) {
        try {
            URI page = new URI(origin);
            URI here = new URI(page.getScheme() + "://" + host);
            boolean downgraded = secure && "http".equals(page.getScheme());
            Optional<Authority> requested = Authority.of(page);
            return requested.isPresent() && requested.equals(Authority.of(here)) && !downgraded;
        } catch (URISyntaxException unreadable) {
            // "null", which a sandboxed page sends, or an invalid value.
            return false;
        }
    }
}
