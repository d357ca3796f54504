package org.streamlistening.internal.read;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.StreamPosition;
import org.streamlistening.internal.threads.Awaitable;

/** An answer that is being read, part by part. */
interface ResponsePartReader extends AutoCloseable, Awaitable {

    /**
     * The next part.
     *
     * @throws org.streamlistening.internal.http.UndecodableException if the answer is not what the protocol promises
     * @throws IOException if the answer ended too early; everything before was handed out
     */
    Part next() throws IOException;

    /** Waits without a thread until there is something of the next part. */
    @Override
    boolean await(Runnable then);

    /** Where the answer begins: what was asked for, perhaps by a better name. */
    StreamPosition from();

    /** How much of what was to be passed over is still to come. */
    long toSkip();

    @Override
    void close();

    /**
     * Some messages.
     *
     * @param mark the position after them, where the server names it
     * @param last whether the answer ends here
     */
    record Part(List<StreamMessage> messages, @Nullable Mark mark, boolean last) {}

    /**
     * A position as the server names it, in headers or a control event.
     *
     * @param cursor what to show the server next time (Protocol, section 10.1)
     */
    record Mark(
            Offset next,
            boolean upToDate,
            boolean closed,
            @Nullable String cursor) {}
}
