package org.streamlistening.internal.testkit;

import org.streamlistening.StreamStatus;

/** A listener or consumer without a server, as the test kit sees it. */
public interface LocalSource {

    /** The stream that it follows; it begins to follow one if it never has. */
    String requiredStream();

    StreamStatus getStatus();
}
