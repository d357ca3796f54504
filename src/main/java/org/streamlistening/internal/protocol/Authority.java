package org.streamlistening.internal.protocol;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The host and port of an {@code http} or {@code https} URI. Accepts an underscore in the host, as in
 * {@code streams_server}: RFC 3986 permits it, and container networks use it in service names. {@link URI#getHost()}
 * returns null then, since it follows RFC 2396.
 *
 * @param host in lower case; an IPv6 address in brackets
 * @param port the default port of the scheme if the URI has none
 */
public record Authority(String host, int port) {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int MAX_PORT = 65_535;

    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+(?:%25[A-Za-z0-9._~-]+)?]|[A-Za-z0-9._~-]+)(?::([0-9]{0,5}))?");

    /** The authority of a URI; empty if the URI has another scheme, no host, user info, or an invalid port. */
    public static Optional<Authority> of(URI uri) {
        String scheme = uri.getScheme();
        String authority = uri.getRawAuthority();
        boolean secure = "https".equalsIgnoreCase(scheme);
        if (authority == null || !(secure || "http".equalsIgnoreCase(scheme))) {
            return Optional.empty();
        }
        Matcher parts = HOST_AND_PORT.matcher(authority);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String digits = parts.group(2);
        int port = digits == null || digits.isEmpty() ? (secure ? HTTPS : HTTP) : Integer.parseInt(digits);
        String host = parts.group(1).toLowerCase(Locale.ROOT);
        return port > MAX_PORT ? Optional.empty() : Optional.of(new Authority(host, port));
    }

    /** Whether {@link #of} is empty because of the port alone. */
    public static boolean hasInvalidPort(URI uri) {
        String authority = uri.getRawAuthority();
        if (authority == null || of(uri).isPresent()) {
            return false;
        }
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']')
                && HOST_AND_PORT.matcher(authority.substring(0, colon)).matches()
                && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()));
    }

    /** Whether the URI has user info: a user name or a password. */
    public static boolean hasUserInfo(URI uri) {
        String authority = uri.getRawAuthority();
        return authority != null && authority.indexOf('@') >= 0;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
