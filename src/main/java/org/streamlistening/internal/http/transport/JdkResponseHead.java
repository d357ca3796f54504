package org.streamlistening.internal.http.transport;

import java.net.http.HttpClient;
import java.net.http.HttpResponse.ResponseInfo;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.http.body.ContentCoding;

/** The head of a response of {@code java.net.http}, and the body that follows it. */
record JdkResponseHead(ResponseInfo info, JdkResponseBody body) {

    private static final int SHORT = 8192;

    int status() {
        return info.statusCode();
    }

    boolean isFramed() {
        return info.version() != HttpClient.Version.HTTP_1_1;
    }

    @Nullable
    String header(String name) {
        // A cache may add a second line of this header, and both lines count.
        return name.equals(ContentCoding.HEADER)
                ? String.join(",", info.headers().allValues(name))
                : info.headers().firstValue(name).orElse(null);
    }

    /** Whether the head alone tells that the body is empty. It cannot tell so after a HEAD request. */
    boolean isEmpty() {
        return info.statusCode() == 204 || info.statusCode() == 304 || length() == 0;
    }

    /** Whether the body arrives at once: then draining it is cheaper than a new connection. */
    boolean isShort() {
        return isEmpty() || length() <= SHORT;
    }

    private long length() {
        return info.headers().firstValueAsLong("Content-Length").orElse(Long.MAX_VALUE);
    }
}
