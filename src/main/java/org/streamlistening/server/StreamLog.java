package org.streamlistening.server;

/** The kept bytes of one stream, and where its messages end. Safe for any thread; what is kept never changes. */
interface StreamLog {

    /** The bytes from one position up to another one. Both have to lie within what is kept. */
    StreamBytes bytes(long from, long to);

    /** The greatest position up to and including this one at which a message ends, or the log's start. */
    long messageEndUpTo(long position);

    /** The smallest position behind this one at which a message ends; this position if there is none. */
    long messageEndAfter(long position);
}
