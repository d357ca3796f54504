package org.streamlistening.internal.store;

/**
 * The kept bytes of one stream, and where its messages end. Messages are counted from 1, through all that a fork
 * inherited. Safe for any thread; what is kept never changes.
 */
public interface StreamLog {

    /** The bytes from one position up to another one. Both have to lie within what is kept. */
    StreamBytes bytes(long from, long to);

    /** How many messages end up to and at this position. */
    long messagesUpTo(long position);

    /** Where that message ends; for the number of messages before the log, where the log begins. */
    long endOf(long message);

    /** Where the append ends that has the byte behind this position; this position if there is none. */
    long appendEndAfter(long position);

    /** Nobody will ask for anything before this position again: the log may forget it. */
    void dropBefore(long position);
}
