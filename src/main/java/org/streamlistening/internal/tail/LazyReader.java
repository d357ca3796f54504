package org.streamlistening.internal.tail;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamReader;

/** The reader of one upstream read: opened when a step needs it, and never again after {@link #end}. Thread-safe. */
final class LazyReader {

    private final String streamId;
    private final Function<StreamPosition, StreamReader> opener;

    // Guarded by this.
    private @Nullable StreamReader reader;
    private boolean ended;

    /** @param opener opens a reader; it may block, and may throw anything */
    LazyReader(String streamId, Function<StreamPosition, StreamReader> opener) {
        this.streamId = streamId;
        this.opener = opener;
    }

    /**
     * The open reader, or a new one at this position; null after {@link #end}.
     *
     * @throws StreamException if the reader cannot be opened
     */
    @Nullable
    StreamReader open(StreamPosition position) {
        synchronized (this) {
            if (ended || reader != null) {
                return reader;
            }
        }
        // Opening may take long: not under the monitor.
        StreamReader opened = openAt(position);
        synchronized (this) {
            if (!ended) {
                reader = opened;
                return opened;
            }
        }
        opened.close();
        return null;
    }

    private StreamReader openAt(StreamPosition position) {
        try {
            return opener.apply(position);
        } catch (StreamException e) {
            throw e;
        } catch (Throwable e) {
            throw LocalReadFailure.of("no reader can be opened for", streamId, e);
        }
    }

    /** From now on no reader is opened. {@link #release} closes the one that is open. */
    synchronized void end() {
        ended = true;
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    /** Closes the open reader and drops the part of an unfinished message that it holds. */
    void release() {
        StreamReader last;
        synchronized (this) {
            last = reader;
            reader = null;
        }
        if (last != null) {
            last.close();
        }
    }
}
