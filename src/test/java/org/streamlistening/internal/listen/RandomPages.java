package org.streamlistening.internal.listen;

import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamPosition;

/** How the server of a model answers one reader: in pages and chunks of random size. */
final class RandomPages {

    private final Random random;

    /** Where the page ends that is being handed out; -1: the next chunk begins a page. */
    private int end = -1;

    RandomPages(Random random) {
        this.random = random;
    }

    /**
     * The next chunk.
     *
     * @param position where the reader is
     * @param start how many messages there are before that
     * @param offsets the name of the end of so many messages
     * @param closed whether the stream is
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

    /** The answer was broken off. */
    void breakOff() {
        end = -1;
    }
}
