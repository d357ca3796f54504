package org.streamlistening.internal.tail;

import org.streamlistening.client.StreamException;
import org.streamlistening.internal.failures.SafeThrowables;

/** A read failed in this JVM, which was short of threads or memory. The failure says nothing about the server. */
final class LocalReadFailure extends StreamException {

    private static final long serialVersionUID = 1;

    private LocalReadFailure(String message, String streamId, RuntimeException cause) {
        super(message, streamId, 0, true, null, cause);
    }

    /** @param what the beginning of a sentence that ends with the stream, such as "no thread can read" */
    static LocalReadFailure of(String what, String streamId, Throwable thrown) {
        RuntimeException cause = SafeThrowables.reportable("there was", thrown);
        String message = what + " stream '" + streamId + "': " + SafeThrowables.message(cause);
        return new LocalReadFailure(message, streamId, cause);
    }
}
