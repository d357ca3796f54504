package org.streamlistening.internal.store.notices;

import java.util.function.Consumer;

/**
 * Tells other servers that share the database which streams changed, and reports which ones they changed.
 *
 * <p>Notices are sent after the commit, never in the transaction of an append: a transaction with a NOTIFY holds a lock
 * of the whole database while it commits, so that all appends would commit one after another. The price is that a server
 * that dies between its commit and its notice sends none.
 *
 * <p>Each notice arrives at every other server once or more, in any order, and never at the server that published it.
 * While the database cannot be reached, notices wait; as soon as it can be reached again, both sides are told that any
 * stream may have changed. Memory is bounded: above a number of waiting ids, a notice names no streams, but says that
 * any may have changed.
 *
 * <p>Thread-safe.
 */
public interface ChangeNotices extends AutoCloseable {

    /**
     * Tells the other servers that a stream changed. Returns at once, and never throws: it is called by the thread that
     * committed. Calls that come while a notice is being sent are sent together after it, each id once.
     */
    void publish(String streamId);

    /**
     * Registers the only listener for the ids of streams that other servers changed. It is called by the receiving
     * thread, and must be short. What it throws is logged.
     */
    void onChange(Consumer<String> listener);

    /**
     * Registers the only listener for the fact that any stream may have changed: after each connection to the database,
     * the first one included, and if another server had too many ids to name them. It is called by the receiving thread,
     * and must be short. What it throws is logged.
     */
    void onUnknownChanges(Runnable listener);

    /**
     * Sends what was published, if that is possible at once, and ends the threads. Returns after a second at the latest;
     * no listener is called afterwards.
     */
    @Override
    void close();
}
