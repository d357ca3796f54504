package org.streamlistening.internal.socket;

import java.util.function.BooleanSupplier;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.threads.Awaitable;

/** A reader whose number of requests a test limits; then it waits for a response that never comes. */
record GatedReader(StreamReader reader, BooleanSupplier open) implements StreamReader, Awaitable {

    @Override
    public boolean whenReady(Runnable then) {
        return !open.getAsBoolean();
    }

    @Override
    public StreamBatch next() {
        return reader.next();
    }

    @Override
    public void close() {
        reader.close();
    }
}
