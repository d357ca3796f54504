package org.streamlistening.internal.consume.log;

import java.util.function.Supplier;

/**
 * The names of streams of one consumer. A segment has a random name, which one request creates: a name is never used
 * again, and a request that arrives late cannot meet another stream than its own.
 *
 * @param directory the path of the consumer
 * @param level what the names begin with
 * @param ids a new random text at each call
 */
record SegmentNames(String directory, String level, Supplier<String> ids) {

    /** Whether a segment of this level can have this name: a pointer that another program wrote can name any stream. */
    boolean has(String stream) {
        return stream.startsWith(directory + "/" + level + "-");
    }

    /** @param number the number of the segment, for people who look at the streams */
    String next(long number) {
        return directory + "/" + level + "-" + number + "-" + ids.get();
    }
}
