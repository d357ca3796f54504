package org.streamlistening.internal.serve;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.streamlistening.server.StreamAccess.Operation;

/** A request to the server, whatever carries it: a servlet container, or a call inside of the process. */
public interface ServerRequest {

    String method();

    /** The path as it was sent, percent-encoded. */
    String path();

    /** The path below which all streams are: no slash at its end. */
    String mount();

    /** The query as it was sent; null: none. */
    @Nullable
    String query();

    /** The values of a header, whatever the case of its name. */
    List<String> headers(String name);

    /** The URL of the stream as the caller sees it. */
    String url();

    /**
     * Makes sure that the caller may do this.
     *
     * @throws org.streamlistening.internal.engine.state.ProtocolError 401 or 403
     */
    void authorize(Operation operation, String streamId);

    /** Whether everybody may read everything, so that shared caches may keep it. */
    boolean isPublic();

    /** Whether the response may come later, and from another thread. */
    boolean canWait();

    /** From here on the response comes later, from any thread, and only the server's own clock ends the wait. */
    void later();

    /**
     * Runs this once if the caller gives up before the response has ended, as far as that is known: a servlet container
     * notices only when it writes.
     */
    void onAbandoned(Runnable task);

    /**
     * The body, read without blocking a thread.
     *
     * @param limit how many bytes it may have
     * @return fails with a {@link org.streamlistening.internal.engine.state.ProtocolError}: 413 if there is more, 400 if it did not arrive whole
     * @throws org.streamlistening.internal.engine.state.ProtocolError 413 if the request announces more
     */
    CompletableFuture<byte[]> body(long limit);

    /** Whether some of the body was not read, and is in the way of the next request on the same connection. */
    boolean leavesBody();
}
