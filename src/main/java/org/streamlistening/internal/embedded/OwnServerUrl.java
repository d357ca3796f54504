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
 * Whether the URL that an application has its streams at is that of its own embedded server: same machine and same path.
 * The port is not compared, since an application does not know at which ports it is reached.
 *
 * @param url what is configured
 * @param path the path of the embedded server, without a slash at its end
 */
public record OwnServerUrl(Optional<URI> url, String path) {

    private static final Pattern SEGMENT_PARAMETERS = Pattern.compile(";[^/]*");

    public boolean isOwn() {
        return url.filter(other -> isOwnPath(other) && isHere(other)).isPresent();
    }

    public String mistake() {
        return NumberedMessage.OWN_URL.text(path);
    }

    /** The path itself or, unless it is the root, one below it, however it is spelled: containers tidy it up. */
    private boolean isOwnPath(URI other) {
        String raw = other.getPath() == null ? "" : other.getPath();
        String theirs = tidy(SEGMENT_PARAMETERS.matcher(raw).replaceAll(""));
        return theirs.equals(path) || (!path.isEmpty() && theirs.startsWith(path + "/"));
    }

    /** Without double slashes, dot segments and a slash at the end. */
    private static String tidy(String path) {
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

    /** Asks the name service, if the host is no address: by then the path is known to be the application's own. */
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
            // None of this machine's, as far as it can tell.
            return false;
        }
    }
}
