package org.streamlistening.internal.consume;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.tail.ReadKey;

/** Two streams, read in chunks of random size. An offset is the number of messages before it. */
final class ModelStreams {

    private final Random random;
    private final Map<String, List<StreamMessage>> streams =
            new TreeMap<>(Map.of("s", new ArrayList<>(), "t", new ArrayList<>()));

    ModelStreams(Random random) {
        this.random = random;
    }

    void append(String streamId) {
        List<StreamMessage> stream = of(streamId);
        stream.add(StreamMessage.of(streamId + ":" + stream.size(), "application/json"));
    }

    private List<StreamMessage> of(String streamId) {
        return streams.getOrDefault(streamId, List.of());
    }

    int size(String streamId) {
        return of(streamId).size();
    }

    StreamPosition anyPosition(String streamId) {
        int index = random.nextInt(size(streamId) + 1);
        int skip = random.nextInt(index + 1);
        return index == skip
                ? new StreamPosition(Offset.BEGINNING, skip)
                : new StreamPosition(Offset.of(String.valueOf(index - skip)), skip);
    }

    StreamReader open(ReadKey key, StreamPosition from) {
        return new Reader(of(key.streamId()), from);
    }

    private final class Reader implements StreamReader {

        private final List<StreamMessage> stream;
        private StreamPosition position;
        private boolean over;

        Reader(List<StreamMessage> stream, StreamPosition from) {
            this.stream = stream;
            this.position = from;
        }

        @Override
        public StreamBatch next() {
            if (over) {
                throw new CancellationException();
            }
            int start = ModelRegister.index(position);
            int end = Math.min(stream.size(), start + random.nextInt(4));
            StreamPosition after = random.nextBoolean() || end == stream.size()
                    ? StreamPosition.at(Offset.of(String.valueOf(end)))
                    : new StreamPosition(position.offset(), position.skip() + end - start);
            StreamBatch batch =
                    new StreamBatch(position, stream.subList(start, end), after, end == stream.size(), false);
            position = after;
            return batch;
        }

        @Override
        public void close() {
            over = true;
        }
    }
}
