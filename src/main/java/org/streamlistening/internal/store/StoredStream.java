package org.streamlistening.internal.store;

import org.streamlistening.internal.engine.state.StreamImage;

/**
 * A stream in a {@link SharedStore}. Immutable.
 *
 * @param image the stream; its {@code producers} and {@code marks} are empty
 * @param forkDepth the number of forks in its lineage, itself included; 0 for a stream that is not a fork
 * @param forks the number of its forks that are not dropped
 */
public record StoredStream(StreamImage image, int forkDepth, int forks) {

    public long number() {
        return image.number();
    }
}
