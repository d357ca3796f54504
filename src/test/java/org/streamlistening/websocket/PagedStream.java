package org.streamlistening.websocket;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.IntUnaryOperator;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.tail.ReadKey;
import org.streamlistening.internal.tail.Readers;
import org.streamlistening.internal.threads.Awaitable;

/**
 * One stream whose responses are pages of several batches. Its units are JSON messages, or bytes; an offset counts
 * units and exists only at the end of a page.
 */
public final class PagedStream implements Readers {

    private final String contentType;
    private final List<byte[]> units = new ArrayList<>();
    private final IntUnaryOperator upTo;
    private boolean closed;
    private boolean waits;
    public int reads;
    int open;

    /** @param upTo the number of units of a page and of a batch, from 1 to its argument */
    public PagedStream(String contentType, IntUnaryOperator upTo) {
        this.contentType = contentType;
        this.upTo = upTo;
    }

    /** Makes a reader at the end wait for ever instead of returning an empty batch. */
    public PagedStream waiting() {
        waits = true;
        return this;
    }

    public PagedStream add(byte[]... more) {
        units.addAll(List.of(more));
        return this;
    }

    public PagedStream close() {
        closed = true;
        return this;
    }

    @Override
    public StreamReader open(ReadKey key, StreamPosition from) {
        open++;
        return new Reader(from);
    }

    private final class Reader implements StreamReader, Awaitable {

        private StreamPosition position;
        private int pageEnd = -1;
        private boolean over;

        Reader(StreamPosition from) {
            position = from;
        }

        private int start() {
            String offset = position.offset().value();
            return (offset.equals("-1") ? 0 : Integer.parseInt(offset)) + (int) position.skip();
        }

        /** Waits for ever. */
        @Override
        public boolean whenReady(Runnable then) {
            return !over && start() == units.size() && !closed && waits;
        }

        @Override
        public StreamBatch next() {
            int start = start();
            if (over) {
                throw new CancellationException();
            }
            reads++;
            int left = units.size() - start;
            pageEnd = pageEnd < 0 ? start + (left == 0 ? 0 : upTo.applyAsInt(left)) : pageEnd;
            int end = start + (pageEnd == start ? 0 : upTo.applyAsInt(pageEnd - start));
            boolean whole = end == pageEnd;
            StreamPosition next = whole
                    ? StreamPosition.at(Offset.of(String.valueOf(end)))
                    : new StreamPosition(position.offset(), position.skip() + end - start);
            boolean upToDate = whole && end == units.size();
            StreamBatch batch = new StreamBatch(position, messages(start, end), next, upToDate, upToDate && closed);
            position = next;
            pageEnd = whole ? -1 : pageEnd;
            return batch;
        }

        private List<StreamMessage> messages(int start, int end) {
            List<byte[]> between = units.subList(start, end);
            if (StreamMessage.isJson(contentType)) {
                return between.stream()
                        .map(unit -> StreamMessage.of(unit, contentType))
                        .toList();
            }
            byte[] all = new byte[between.size()];
            for (int i = 0; i < all.length; i++) {
                all[i] = between.get(i)[0];
            }
            return all.length == 0 ? List.of() : List.of(StreamMessage.of(all, contentType));
        }

        @Override
        public void close() {
            if (!over) {
                over = true;
                open--;
            }
        }
    }
}
