package org.streamlistening.internal.listen;

import org.streamlistening.client.StreamException;

/** A read failed in this JVM, which was short of threads or memory. It says nothing about the server. */
final class LocalReadFailure extends StreamException {

    private static final long serialVersionUID = 1;

    LocalReadFailure(String message, String streamId, RuntimeException cause) {
        super(message, streamId, 0, true, null, cause);
    }
}
