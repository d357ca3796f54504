package org.streamlistening.internal.store.disk;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.store.files.Segment;

/** The state of all streams during recovery. For one thread. */
final class DiskReplay {

    private final DiskOptions options;
    private final LongFunction<List<Segment>> segments;
    private final Map<Long, ReplayedStream> streams = new HashMap<>();

    /** @param segments the segments of a stream, by its number */
    DiskReplay(DiskOptions options, LongFunction<List<Segment>> segments) {
        this.options = options;
        this.segments = segments;
    }

    void load(StreamImage image) {
        streams.put(
                image.number(),
                new ReplayedStream(
                        image,
                        options.retention().maxAge(),
                        options.producerMaxAge(),
                        options.clock().instant()));
    }

    void apply(StreamChange change) {
        if (change instanceof StreamChange.Created created) {
            load(StreamImage.before(created));
        } else if (change instanceof StreamChange.Dropped) {
            streams.remove(change.stream());
        }
        ReplayedStream stream = streams.get(change.stream());
        if (stream != null) {
            stream.apply(change);
        }
    }

    /** All streams, each source before its forks. */
    List<StreamImage> images() {
        return streams.entrySet().stream()
                .map(stream -> stream.getValue()
                        .image(segments.apply(stream.getKey()), options.clock().instant()))
                .sorted(Comparator.comparingLong(StreamImage::number))
                .toList();
    }
}
