package org.streamlistening.bench.subject;

import java.io.IOException;

/** Appends to the streams that a subject reads. Each stream has one message before. */
interface Control extends AutoCloseable {

    void append(String stream) throws IOException;

    /** Appends one message to each of this number of streams, whose names end with a number. */
    void appendEach(String prefix, int count) throws IOException;

    /** Begins to append messages at an interval. */
    void pace(String stream, int count, int micros) throws IOException;

    @Override
    void close() throws IOException;
}
