package org.streamlistening.inprocess;

import java.io.IOException;
import java.util.Optional;

/**
 * A response on its way: a status and headers, and a body that the server makes as it is read. No method waits.
 *
 * <p>For one reading thread at a time, but for {@link #close()}.
 */
public interface InProcessResponse extends AutoCloseable {

    /**
     * Waits without a thread until something can be read: the first byte of the body, or more of it, or its end. Status
     * and headers are known then.
     *
     * @param then runs once when that is so, or when the response was closed: on any thread, which it must not block.
     *     Takes the place of the one of an earlier call
     * @return false if that is so already; nothing is run then
     */
    boolean await(Runnable then);

    /** The HTTP status, once {@link #await} said that something can be read. */
    int status();

    /** The value of a header, whatever the case of its name, once {@link #await} said that something can be read. */
    Optional<String> header(String name);

    /**
     * Reads of the body what is there.
     *
     * @return how many bytes; 0: none for now, {@link #await} tells when there are more; -1: the body has ended
     * @throws IOException if the server could not send all of the body, or the response was closed
     */
    int read(byte[] target, int offset, int length) throws IOException;

    /** Ends the response: nobody is interested in it any more. From any thread, any number of times. */
    @Override
    void close();
}
