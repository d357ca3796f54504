package org.streamlistening.internal.tail;

import java.time.Duration;
import org.streamlistening.LiveMode;

/** Identifies a read: listeners whose keys are equal get the same batches and can share one live read. */
public interface ReadKey {

    /** The stream to read. */
    String streamId();

    /** How to wait for new data. */
    LiveMode live();

    /** The longest wait of one long-poll. */
    Duration timeout();
}
