package org.streamlistening.inprocess;

import java.io.IOException;
import java.util.Optional;

/**
 * A pending response: a status, headers, and a body that the server produces while it is read. No method blocks.
 *
 * <p>For one thread at a time, except for {@link #close()}.
 *
 * @since 0.1
 */
public interface InProcessResponse extends AutoCloseable {

    /**
     * Awaits the next bytes or the end of the body without a thread. Status and headers are available then.
     *
     * @param then runs once, when bytes or the end are there or the response is closed; on any thread, which it must
     *     not block. Replaces the callback of an earlier call
     * @return false if bytes or the end are there already; the callback does not run then
     */
    boolean whenReady(Runnable then);

    /** The HTTP status; available after {@link #whenReady} has returned false or run its callback. */
    int status();

    /** The value of a header, ignoring the case of its name; available when {@link #status()} is. */
    Optional<String> header(String name);

    /**
     * Reads the available bytes of the body.
     *
     * @return the number of bytes; 0: none at the moment, {@link #whenReady} reports more; -1: the body has ended
     * @throws IOException if the server could not send the whole body, or the response was closed
     */
    int read(byte[] target, int offset, int length) throws IOException;

    /** Ends the response. Idempotent; from any thread. */
    @Override
    void close();
}
