package org.streamlistening.internal.read.response;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.internal.threads.Awaitable;

/** Reads one response in parts. For the thread that reads, {@link #close} included. */
public interface ResponsePartReader extends AutoCloseable, Awaitable {

    /**
     * The next part.
     *
     * @throws org.streamlistening.internal.http.body.UndecodableException if the response does not follow the protocol
     * @throws IOException if the response ended too early; all messages before its end were returned
     */
    Part next() throws IOException;

    /** Waits without a thread until a byte of the next part arrives. */
    @Override
    boolean whenReady(Runnable then);

    /** Where the response begins: the position of the request, perhaps by an offset that lasts longer. */
    StreamPosition from();

    /**
     * How much of the response the reader has read before, and has still to skip: messages in JSON mode, else bytes.
     */
    long toSkip();

    @Override
    void close();

    /**
     * Messages of a response.
     *
     * @param mark the offset after them, if the server names it
     * @param last whether the response ends here
     */
    record Part(List<StreamMessage> messages, @Nullable Mark mark, boolean last) {}

    /**
     * An offset that the server names in headers or in a control event.
     *
     * @param cursor the cursor that the next live request must repeat (Protocol, section 10.1)
     */
    record Mark(
            Offset next,
            boolean upToDate,
            boolean closed,
            @Nullable String cursor) {}
}
