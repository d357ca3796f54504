package org.streamlistening.internal.listen;

import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.StreamBatch;

/** The responses of a model server to one reader: pages and chunks of random size. */
final class RandomPages {

    private final Random random;

    /** The end of the current page; -1: the next chunk begins a page. */
    private int end = -1;

    RandomPages(Random random) {
        this.random = random;
    }

    /**
     * The next chunk.
     *
     * @param position the position of the reader
     * @param start the number of messages before that position
     * @param offsets the offset after a number of messages
     * @param closed whether the stream is closed
     */
    StreamBatch next(
            StreamPosition position, int start, List<StreamMessage> all, IntFunction<Offset> offsets, boolean closed) {
        end = end < 0 ? Math.min(all.size(), start + random.nextInt(5)) : end;
        int until = Math.min(end, start + 1 + random.nextInt(3));
        boolean whole = until == end;
        StreamPosition next = whole
                ? StreamPosition.at(offsets.apply(until))
                : new StreamPosition(position.offset(), position.skip() + until - start);
        boolean upToDate = whole && until == all.size();
        end = whole ? -1 : end;
        return new StreamBatch(position, all.subList(start, until), next, upToDate, upToDate && closed);
    }

    /** The connection broke within the response. */
    void breakOff() {
        end = -1;
    }
}
