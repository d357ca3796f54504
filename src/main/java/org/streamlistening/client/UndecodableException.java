package org.streamlistening.client;

import java.io.IOException;

/** A body arrived, and is not what it should be: asking again brings the same. */
final class UndecodableException extends IOException {

    private static final long serialVersionUID = 1;

    UndecodableException(String message) {
        super(message);
    }

    UndecodableException(String message, Throwable cause) {
        super(message, cause);
    }
}
