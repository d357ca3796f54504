package org.streamlistening.server;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whether the URL that an application has its streams at is that of its own embedded server: same machine and same path.
 * The port is not compared, since an application does not know at which ports it is reached.
 *
 * @param url what is configured
 * @param path the path of the embedded server, without a slash at its end
 */
record OwnUrl(Optional<URI> url, String path) {

    /** An address, of which no name service is asked. */
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9A-Fa-f:.%]+]");

    boolean isOwn() {
        return url.filter(other -> isOwnPath(other) && isHere(other)).isPresent();
    }

    String mistake() {
        return "DS-008: durable-streams.url leads to " + path + " on this machine, which is the embedded server of this"
                + " application itself: remove durable-streams.url, since the application reaches its own server without"
                + " one; or, if another server is meant, set " + ServerConfiguration.PREFIX + "enabled to false, or "
                + ServerConfiguration.PREFIX + "path to another path";
    }

    private boolean isOwnPath(URI other) {
        String theirs = other.getPath() == null ? "" : other.getPath();
        return (theirs.endsWith("/") ? theirs.substring(0, theirs.length() - 1) : theirs).equals(path);
    }

    private static boolean isHere(URI other) {
        String host = other.getHost() == null ? "" : other.getHost().toLowerCase(Locale.ROOT);
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return true;
        }
        return ADDRESS.matcher(host).matches() && isOwnAddress(host);
    }

    private static boolean isOwnAddress(String literal) {
        try {
            InetAddress address = InetAddress.getByName(literal);
            return address.isLoopbackAddress()
                    || address.isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (UnknownHostException | SocketException unknown) {
            // None of this machine's, as far as it can tell.
            return false;
        }
    }
}
