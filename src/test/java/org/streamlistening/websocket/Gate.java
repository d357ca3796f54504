package org.streamlistening.websocket;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamReader;

/** A reader that a test lets ask only so often; after that it waits for an answer that never comes. */
record Gate(StreamReader reader, BooleanSupplier open) implements StreamReader {

    @Override
    public StreamBatch next() {
        if (!open.getAsBoolean()) {
            throw new CancellationException("still waiting");
        }
        return reader.next();
    }

    @Override
    public void close() {
        reader.close();
    }
}
