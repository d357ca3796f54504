package org.streamlistening.internal.store.notices;

import java.sql.SQLException;
import java.time.Duration;

/** How notices travel through a database. One thread sends, another one calls the other methods. */
interface NoticeTransport {

    /** Sends a batch to all other servers, and returns when they can receive it. */
    void send(NoticeBatch batch) throws SQLException;

    /** The time between two batches, in which ids are gathered. */
    Duration pauseAfterSend();

    /**
     * Reports the notices of other servers that have arrived; may wait for some for a fraction of a second. The first call
     * of all, and the first one after {@link #disconnect}, reports that any stream may have changed.
     *
     * @return how long to wait before the next call
     */
    Duration receive(NoticeListeners listeners) throws SQLException;

    /** Gives up what {@link #receive} keeps between two calls. */
    void disconnect();
}
