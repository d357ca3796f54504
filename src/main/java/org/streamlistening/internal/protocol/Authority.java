package org.streamlistening.internal.protocol;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Host and port of an {@code http} or {@code https} URI. {@link URI#getHost()} follows RFC 2396, which allows no
 * underscore; RFC 3986 allows it, and container networks use it in names of services, as in {@code streams_server}.
 *
 * @param host in lower case; an IPv6 address in its brackets
 * @param port the default port of the scheme if the URI has none
 */
public record Authority(String host, int port) {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int MAX_PORT = 65_535;

    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+(?:%25[A-Za-z0-9._~-]+)?]|[A-Za-z0-9._~-]+)(?::([0-9]{0,5}))?");

    /** Empty if the URI has another scheme, no host, a user, or an invalid port. */
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

    /** Whether the port is the only reason why {@link #of} is empty. */
    public static boolean hasUnusablePort(URI uri) {
        String authority = uri.getRawAuthority();
        if (authority == null || of(uri).isPresent()) {
            return false;
        }
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']')
                && HOST_AND_PORT.matcher(authority.substring(0, colon)).matches()
                && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()));
    }

    /** Whether the URI contains a user or a password. */
    public static boolean hasUser(URI uri) {
        String authority = uri.getRawAuthority();
        return authority != null && authority.indexOf('@') >= 0;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
