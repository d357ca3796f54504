package org.streamlistening.internal.consume.log;

import java.util.Optional;
import org.streamlistening.consumer.CheckpointStore.Checkpoint;

/**
 * A text with a version, shared by all servers. The methods block, and throw a
 * {@link org.streamlistening.client.StreamException} if the outcome is unknown. For one thread at a time.
 */
interface Register {

    /** The last text; empty if nothing was written. */
    Optional<Checkpoint> read();

    /** As {@link org.streamlistening.consumer.CheckpointStore#write}. */
    boolean write(long expectedVersion, String content);

    /** Forgets what this server knows of the streams: the next call reads them from the beginning. */
    void forget();
}
