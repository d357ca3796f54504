package org.streamlistening.bench.subject;

import java.util.HashMap;
import java.util.Map;
import org.streamlistening.bench.Token;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;

/** Appends to the embedded server of this process. */
final class OwnServerControl implements Control {

    private final DurableStreamsClient client;
    private final Map<String, Integer> counts = new HashMap<>();

    OwnServerControl(DurableStreamsClient client) {
        this.client = client;
    }

    /** Makes a stream with its first message. */
    void create(String stream) {
        client.create(stream, CreateOptions.json());
        append(stream);
    }

    @Override
    public void append(String stream) {
        int index = counts.merge(stream, 1, Integer::sum) - 1;
        client.append(
                stream,
                StreamContent.json("{\"index\":" + index + ",\"stamp\":" + System.nanoTime() + ",\"text\":\""
                        + Token.TEXT + "\"}"));
    }

    @Override
    public void appendEach(String prefix, int count) {
        for (int i = 0; i < count; i++) {
            append(prefix + i);
        }
    }

    @Override
    public void pace(String stream, int count, int micros) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        client.close();
    }
}
