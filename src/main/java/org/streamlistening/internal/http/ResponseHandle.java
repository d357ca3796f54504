package org.streamlistening.internal.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.http.body.ContentCoding;

/** The resources that a response holds in its transport. */
public interface ResponseHandle extends AutoCloseable {

    /** How long to drain an unread response body, so that its connection can be used again. */
    Duration DRAIN_TIMEOUT = Duration.ofSeconds(1);

    /** The handle of a transport that reports every truncated head as an error. */
    static ResponseHandle of(Runnable release) {
        return new ResponseHandle() {
            @Override
            public boolean mayBeTruncated() {
                return false;
            }

            @Override
            public void close() {
                release.run();
            }
        };
    }

    /**
     * Whether the head may be truncated. Blocks for {@link #DRAIN_TIMEOUT} at most; the body is unreadable afterwards.
     */
    boolean mayBeTruncated();

    /** Detects a body that the transport has decoded already; null: the transport decodes nothing. */
    default ContentCoding.@Nullable DecodingCheck decodingCheck() {
        return null;
    }

    /** Releases the resources within {@link #DRAIN_TIMEOUT}, whether the body was read or not. */
    @Override
    void close();
}
