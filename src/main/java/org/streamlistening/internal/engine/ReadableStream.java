package org.streamlistening.internal.engine;

import org.streamlistening.internal.engine.content.ReadableContent;
import org.streamlistening.internal.engine.state.StreamConfig;

/** A stream as its readers see it: the durable part of it. Thread-safe. */
public interface ReadableStream {

    String id();

    StreamConfig config();

    ReadableContent content();

    /** The stream is used now: read or written, not only inspected by HEAD. */
    void touch();

    /** Whether the deletion of the stream is durable. */
    boolean isGone();

    /**
     * Registers a waiter for content after this position. The waiter is called once, on a thread of the server, when
     * there is more content, when the stream is closed, and when it is deleted.
     *
     * @return false if one of these is the case already; the waiter is not called then
     */
    boolean addWaiter(long position, Runnable waiter);

    /** Removes a waiter. It has used the stream until now: its next request has the whole time to live. */
    void forget(Runnable waiter);
}
