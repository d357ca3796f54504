package org.streamlistening.internal.embedded;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.protocol.Authority;

/**
 * Detects a configured stream URL that is the URL of the application's own embedded server: same machine and same path.
 * The port is not compared, since an application does not know the ports of its runtime.
 *
 * @param url the configured URL
 * @param path the path of the embedded server, without a slash at its end
 */
public record OwnServerUrl(Optional<URI> url, String path) {

    private static final Pattern SEGMENT_PARAMETERS = Pattern.compile(";[^/]*");

    public boolean isOwn() {
        return url.filter(other -> isOwnPath(other) && isHere(other)).isPresent();
    }

    public String problem() {
        return NumberedMessage.OWN_URL.text(path);
    }

    /**
     * The path itself or, unless it is the root, one below it. Compared in normal form, since containers normalise
     * paths.
     */
    private boolean isOwnPath(URI other) {
        String raw = other.getPath() == null ? "" : other.getPath();
        String otherPath = normalised(SEGMENT_PARAMETERS.matcher(raw).replaceAll(""));
        return otherPath.equals(path) || (!path.isEmpty() && otherPath.startsWith(path + "/"));
    }

    /** Without double slashes, dot segments and a slash at the end. */
    private static String normalised(String path) {
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        return segments.stream().map(segment -> "/" + segment).collect(Collectors.joining());
    }

    private static boolean isHere(URI other) {
        String named = Authority.of(other).map(Authority::host).orElse("");
        String host = named.endsWith(".") ? named.substring(0, named.length() - 1) : named;
        return host.equals("localhost") || host.endsWith(".localhost") || (!host.isEmpty() && isOwnAddress(host));
    }

    /** Resolves a host name. Called only for a path that is the one of the application. */
    private static boolean isOwnAddress(String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (address.isLoopbackAddress()
                        || address.isAnyLocalAddress()
                        || NetworkInterface.getByInetAddress(address) != null) {
                    return true;
                }
            }
            return false;
        } catch (UnknownHostException | SocketException unknown) {
            // Not an address of this machine, as far as it can be resolved.
            return false;
        }
    }
}
