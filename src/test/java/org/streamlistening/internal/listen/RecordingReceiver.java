package org.streamlistening.internal.listen;

import java.util.ArrayList;
import java.util.List;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;

/** Notes in a word each what it is brought. */
final class RecordingReceiver implements BatchSubscriber {

    final List<String> heard = new ArrayList<>();

    @Override
    public void batch(StreamBatch batch) {
        heard.add("batch");
    }

    @Override
    public void interrupted(StreamException cause) {
        heard.add("interrupted");
    }

    @Override
    public void refused(RuntimeException cause) {
        heard.add("refused");
    }
}
