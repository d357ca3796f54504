package org.streamlistening.internal.store;

/**
 * The stored bytes of one stream, and the ends of its messages. Messages count from 1 and include those that a fork
 * inherits. Thread-safe; stored bytes never change.
 */
public interface StreamLog {

    /** The bytes between two positions, both within the stored range. */
    StreamBytes bytes(long from, long to);

    /** The number of messages that end at or before a position. */
    long messagesUpTo(long position);

    /** The position at which a message ends. For the number of messages before the log, the start of the log. */
    long endOf(long message);

    /**
     * The end of the append that contains the byte after this position; the position itself if there is no such byte.
     */
    long appendEndAfter(long position);

    /** Allows the log to delete the bytes before this position. No reader asks for them afterwards. */
    void dropBefore(long position);
}
