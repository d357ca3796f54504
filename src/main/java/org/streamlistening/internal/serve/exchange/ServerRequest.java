package org.streamlistening.internal.serve.exchange;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.streamlistening.server.StreamAccess.Operation;

/** A request to the server, from a servlet container or from inside of the process. */
public interface ServerRequest {

    String method();

    /** The raw path, percent-encoded. */
    String path();

    /** The path below which all streams are, without a slash at its end. */
    String mount();

    /** The raw query; null if there is none. */
    @Nullable
    String query();

    /** The values of a header; the name ignores case. */
    List<String> headers(String name);

    /** The URL of the stream as the caller sees it. */
    String url();

    /**
     * Checks the permission of the caller.
     *
     * @throws ProtocolError 401 or 403
     */
    void authorize(Operation operation, String streamId);

    /** Whether all streams are public, so that shared caches may keep responses. */
    boolean isPublic();

    /** Whether the response can be sent later, from another thread. */
    boolean canWait();

    /** Switches to a later response, from any thread. Only the timers of the server end the wait. */
    void respondLater();

    /**
     * Runs the task once if the caller disconnects before the end of the response, as far as the transport detects it:
     * a servlet container detects it only when it writes.
     */
    void onAbandoned(Runnable task);

    /**
     * The body, read without blocking a thread.
     *
     * @param limit the most bytes
     * @return fails with a {@link ProtocolError}: 413 if there is more, 400 if it did not arrive whole
     * @throws ProtocolError 413 if the request announces more
     */
    CompletableFuture<byte[]> readBody(long limit);

    /** Whether unread bytes of the body block the next request on the connection. */
    boolean leavesBody();
}
