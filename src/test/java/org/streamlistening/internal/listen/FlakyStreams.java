package org.streamlistening.internal.listen;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.tail.ReadKey;
import org.streamlistening.internal.tail.Readers;
import org.streamlistening.internal.threads.Awaitable;

/**
 * Streams in memory whose readers respond with pages of random size, split into chunks, and fail at random: before or
 * within the response. Every second reader can be awaited without a thread.
 */
final class FlakyStreams implements Readers {

    /** The number of open readers. */
    final AtomicInteger open = new AtomicInteger();

    final AtomicInteger requests = new AtomicInteger();
    private final Map<String, List<StreamMessage>> streams = new HashMap<>();
    private final Map<String, Boolean> closed = new HashMap<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean awaitable;

    void append(String streamId, String json) {
        synchronized (this) {
            streams.computeIfAbsent(streamId, id -> new ArrayList<>()).add(StreamMessage.of(json, "application/json"));
            notifyAll();
        }
        wakeReaders();
    }

    void close(String streamId) {
        synchronized (this) {
            closed.put(streamId, true);
            notifyAll();
        }
        wakeReaders();
    }

    /** Notifies the waiting readers of all streams; a reader without data waits again. */
    private void wakeReaders() {
        List<Runnable> woken;
        synchronized (this) {
            woken = List.copyOf(waiting);
            waiting.clear();
        }
        woken.forEach(Runnable::run);
    }

    @Override
    public StreamReader open(ReadKey key, StreamPosition from) {
        open.incrementAndGet();
        synchronized (this) {
            awaitable = !awaitable;
            return awaitable ? new AwaitableReader(key.streamId(), from) : new Reader(key.streamId(), from);
        }
    }

    private final class AwaitableReader extends Reader implements Awaitable {

        AwaitableReader(String streamId, StreamPosition from) {
            super(streamId, from);
        }

        @Override
        public boolean whenReady(Runnable then) {
            synchronized (FlakyStreams.this) {
                boolean waits = waits();
                if (waits) {
                    waiting.add(then);
                }
                return waits;
            }
        }

        @Override
        public void close() {
            super.close();
            wakeReaders();
        }
    }

    private class Reader implements StreamReader {

        private final String streamId;
        private StreamPosition position;
        private int pageEnd = -1;
        private boolean live;
        private boolean over;

        Reader(String streamId, StreamPosition from) {
            this.streamId = streamId;
            this.position = from;
        }

        @Override
        public StreamBatch next() {
            synchronized (FlakyStreams.this) {
                if (pageEnd < 0) {
                    requests.incrementAndGet();
                }
                mayFail();
                List<StreamMessage> all = all();
                int start = start();
                if (pageEnd < 0) {
                    await(all, start);
                    pageEnd = Math.min(all.size(), start + 1 + random(7));
                }
                int end = Math.min(pageEnd, start + 1 + random(4));
                boolean whole = end == pageEnd;
                StreamPosition next = whole
                        ? StreamPosition.at(Offset.of(String.format("%09d", end)))
                        : new StreamPosition(position.offset(), position.skip() + end - start);
                boolean upToDate = whole && end == all.size();
                StreamBatch batch = new StreamBatch(
                        position, all.subList(start, end), next, upToDate, upToDate && closed.containsKey(streamId));
                position = next;
                live |= upToDate;
                pageEnd = whole ? -1 : pageEnd;
                return batch;
            }
        }

        private List<StreamMessage> all() {
            return streams.computeIfAbsent(streamId, id -> new ArrayList<>());
        }

        private int start() {
            int offset = position.offset().equals(Offset.BEGINNING)
                    ? 0
                    : Integer.parseInt(position.offset().value());
            return offset + (int) position.skip();
        }

        /** Whether the next batch has to be waited for. */
        boolean waits() {
            return live && !over && all().size() <= start() && !closed.containsKey(streamId);
        }

        private void mayFail() {
            if (over) {
                throw new CancellationException();
            }
            if (random(20) == 0) {
                live = false;
                pageEnd = -1;
                throw new StreamException("lost", streamId, 0, true, null, null);
            }
        }

        private void await(List<StreamMessage> all, int start) {
            if (!live || all.size() > start || closed.containsKey(streamId)) {
                return;
            }
            try {
                FlakyStreams.this.wait(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException();
            }
            if (over) {
                throw new CancellationException();
            }
        }

        @Override
        public void close() {
            synchronized (FlakyStreams.this) {
                if (!over) {
                    over = true;
                    open.decrementAndGet();
                    FlakyStreams.this.notifyAll();
                }
            }
        }
    }

    private static int random(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }
}
