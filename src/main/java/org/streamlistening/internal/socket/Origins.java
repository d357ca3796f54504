package org.streamlistening.internal.socket;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.protocol.Authority;

/**
 * Whose pages may open a socket. Browsers send the cookies of a site along with every handshake, whatever page it comes
 * from, and say in {@code Origin} which page that is (RFC 6455, section 10.2).
 */
public final class Origins {

    private final Set<String> others;

    /** @param others origins that are allowed besides the application's own, as browsers write them */
    public Origins(Set<String> others) {
        this.others = others;
    }

    /**
     * @param origin the header; null if the caller is no browser, and then has no cookies that it did not choose to send
     * @param host the header of the same request
     * @param secure whether the request came over TLS
     */
    public boolean allow(@Nullable String origin, @Nullable String host, boolean secure) {
        if (origin == null) {
            return true;
        }
        String normal = origin.toLowerCase(Locale.ROOT);
        return others.contains(normal) || (host != null && isOwn(normal, host.toLowerCase(Locale.ROOT), secure));
    }

    /** The scheme is not compared but for one case: behind a proxy that ends TLS a secure page asks over plain HTTP. */
    private static boolean isOwn(String origin, String host, boolean secure) {
        try {
            URI page = new URI(origin);
            URI here = new URI(page.getScheme() + "://" + host);
            boolean downgraded = secure && "http".equals(page.getScheme());
            Optional<Authority> asking = Authority.of(page);
            return asking.isPresent() && asking.equals(Authority.of(here)) && !downgraded;
        } catch (URISyntaxException unreadable) {
            // "null", which a sandboxed page sends, or something made up.
            return false;
        }
    }
}
