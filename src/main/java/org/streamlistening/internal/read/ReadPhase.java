package org.streamlistening.internal.read;

import org.streamlistening.client.StreamBatch;

/** What a reader does next. */
enum ReadPhase {
    CATCHING_UP,
    LIVE,
    ENDED;

    /**
     * The phase after a batch that ends at an offset of the server.
     *
     * @param goesLive whether the reader waits for new messages at the end of the stream
     */
    ReadPhase after(StreamBatch batch, boolean goesLive) {
        if (batch.closed() || (batch.upToDate() && !goesLive)) {
            return ENDED;
        }
        return batch.upToDate() ? LIVE : this;
    }
}
