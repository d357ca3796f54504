package org.streamlistening.internal.tail;

import java.util.ArrayList;
import java.util.List;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;

/** Records each call as a word. */
final class RecordingSubscriber implements BatchSubscriber {

    final List<String> received = new ArrayList<>();

    @Override
    public void onBatch(StreamBatch batch) {
        received.add("batch");
    }

    @Override
    public void onInterruption(StreamException cause) {
        received.add("interrupted");
    }

    @Override
    public void onFailure(RuntimeException cause) {
        received.add("failed");
    }
}
