package org.streamlistening.internal.listen;

import org.streamlistening.client.StreamException;

/** A read failed in this JVM, which was short of threads or memory. It says nothing about the server. */
final class LocalFailure extends StreamException {

    private static final long serialVersionUID = 1;

    LocalFailure(String message, String streamId, RuntimeException cause) {
        super(message, streamId, 0, true, null, cause);
    }
}
