package org.streamlistening.internal.serve;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Where the body of a response goes, without blocking a thread: it takes a piece when it is ready for one, so that
 * nothing piles up for a reader that is slow. An array that was written must not be changed afterwards.
 */
public abstract class ResponseSink extends OutputStream {

    /** What writes the body. */
    public interface Writer {

        /** The sink is ready: called at first, and whenever it has become so after {@link #isReady} was false. */
        void onWritePossible() throws IOException;

        /** The reader is gone. */
        void onError(Throwable failure);
    }

    /** From now on the writer is told when the sink is ready, which it is at first as soon as it can. */
    public abstract void start(Writer writer);

    /** Whether a connection that is silent for long may be taken for a dead one. */
    public abstract boolean needsSignsOfLife();

    /** Whether one call of {@code write} or {@code flush} is taken now; the writer is told when it is, if not. */
    public abstract boolean isReady();
}
